"""Lists in order of change, as Atom: to subscribe to a search is to subscribe to its address."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.utils.feedgenerator import Atom1Feed

from hkinno.api.absolute_urls import absolute_url
from hkinno.api.negotiation import FORMAT
from hkinno.api.renderers.base import ExportRenderer, ExportView
from hkinno.api.renderers.columns import replace_unprintable
from hkinno.api.sparse_fields import SHAPE_PARAMETERS
from hkinno.registry import revision
from hkinno.registry.models import Record

MOST_ENTRIES = 100
# A name for ever that is no address: a feed read through another host is the same feed.
TAG = "tag:hkinno,2026:"
NAMESPACE = f"{TAG}atom"
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Feed(Atom1Feed):
    """Django's, which says of an empty feed that it was changed just now.

    With the revision of the data, and the version of each record: as elements of our own, which
    RFC 4287 (6.4) lets readers pass over.
    """

    def root_attributes(self) -> dict[str, str]:
        return super().root_attributes() | {"xmlns:hkinno": NAMESPACE}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("hkinno:revision", str(self.feed["revision"]))

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["version"]:
            handler.addQuickElement("hkinno:version", str(item["version"]))

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else LONG_AGO


class Atom(ExportRenderer):
    """The hundred rows that changed last, by RFC 4287."""

    media_type = "application/atom+xml"
    format = "atom"
    schema = {"type": "string", "description": "A feed by RFC 4287, the last change first."}
    unsupported_parameters = (*ExportRenderer.unsupported_parameters, *SHAPE_PARAMETERS, "ordering")

    def order_rows(self, queryset: QuerySet, view: Any) -> QuerySet:
        """The last change first; the view says what tells it."""
        return queryset.annotate(changed_at=view.changed).order_by(
            F("changed_at").desc(), F("pk").desc()
        )

    def build_response(self, rows: Iterable[Any], view: ExportView) -> HttpResponseBase:
        request, name = view.request, view.basename
        address = absolute_url(request, request.get_full_path())
        query = request.query_params.copy()
        query.pop(FORMAT, None)
        feed = Feed(
            title=f"hkinno: {name}",
            link=absolute_url(request, f"{request.path}?{query.urlencode()}"),
            description="",
            feed_url=address,
            feed_guid=f"{TAG}{request.get_full_path()}",
            author_name="hkinno",
            feed_copyright="CC0 1.0",
            revision=revision.current().number,
        )
        latest = list(islice(rows, MOST_ENTRIES))
        for row, representation in zip(latest, view.represent_rows(latest), strict=True):
            feed.add_item(**entry(row, representation["url"], name))
        return HttpResponse(
            feed.writeString("utf-8"), content_type=f"{self.media_type}; charset=utf-8"
        )


def entry(row: Any, url: str, name: str) -> dict[str, Any]:
    """What a feed says of a row."""
    is_record = isinstance(row, Record)
    summary = filter(None, [row.summary_zh, row.summary_en]) if is_record else ()
    return {
        "title": replace_unprintable(str(row)),
        "link": url,
        "description": replace_unprintable(" ".join(summary)),
        # The same in every list that has it, a search among them.
        "unique_id": f"{TAG}{row.resource if is_record else name}/{row.pk}",
        "updateddate": row.changed_at,
        "version": row.version if is_record else None,
        "pubdate": row.created_at if is_record else None,
        "categories": row.topics if is_record else (),
    }
