"""Lists as Atom feeds, in order of change."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db.models import F
from django.http import HttpResponse, HttpResponseBase
from django.utils.feedgenerator import Atom1Feed

from hkinno.api.absolute_urls import absolute_url
from hkinno.api.negotiation import FORMAT
from hkinno.api.renderers.base import ExportRenderer, ExportView
from hkinno.api.sparse_fields import SHAPE_PARAMETERS
from hkinno.registry import revision
from hkinno.registry.models import Record

MAX_ENTRIES = 100
# A tag URI (RFC 4151) is independent of the host: read through another one, the feed is the same.
TAG_URI = "tag:hkinno,2026:"
NAMESPACE = f"{TAG_URI}atom"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class RevisionFeed(Atom1Feed):
    """Django's Atom feed, with the revision of the data and the version of each record.

    They are extension elements, which readers may ignore (RFC 4287, 6.4). An empty feed is dated
    1970 and not now, so that it does not change at each request.
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
        return super().latest_post_date() if self.items else EPOCH


class AtomRenderer(ExportRenderer):
    """The hundred rows that changed last, as an Atom feed (RFC 4287)."""

    media_type = "application/atom+xml"
    format = "atom"
    schema = {"type": "string", "description": "An Atom feed (RFC 4287), the last change first."}
    unsupported_parameters = (*ExportRenderer.unsupported_parameters, *SHAPE_PARAMETERS, "ordering")

    def order_rows(self, queryset: Any, view: Any) -> Any:
        """The last change first, by the view's `last_change`."""
        rows = queryset.defer(None).annotate(changed_at=view.last_change)
        return rows.order_by(F("changed_at").desc(), F("pk").desc())

    def build_response(self, rows: Iterable[Any], view: ExportView) -> HttpResponseBase:
        request, name = view.request, view.basename
        feed_url = absolute_url(request, request.get_full_path())
        query = request.query_params.copy()
        query.pop(FORMAT, None)
        feed = RevisionFeed(
            title=f"hkinno: {name}",
            link=absolute_url(request, f"{request.path}?{query.urlencode()}"),
            description="",
            feed_url=feed_url,
            feed_guid=f"{TAG_URI}{request.get_full_path()}",
            author_name="hkinno",
            feed_copyright="CC0 1.0",
            revision=revision.current().number,
        )
        latest = list(islice(rows, MAX_ENTRIES))
        for row, representation in zip(latest, view.represent_rows(latest), strict=True):
            feed.add_item(**build_entry(row, representation["url"], name))
        return HttpResponse(
            feed.writeString("utf-8"), content_type=f"{self.media_type}; charset=utf-8"
        )


def build_entry(row: Any, url: str, name: str) -> dict[str, Any]:
    """The arguments of `add_item` for a row."""
    is_record = isinstance(row, Record)
    summary = filter(None, [row.summary_zh, row.summary_en]) if is_record else ()
    return {
        "title": str(row),
        "link": url,
        "description": " ".join(summary),
        # The same in every list, including searches.
        "unique_id": f"{TAG_URI}{row.resource if is_record else name}/{row.pk}",
        "updateddate": row.changed_at,
        "version": row.version if is_record else None,
        "pubdate": row.created_at if is_record else None,
        "categories": row.topics if is_record else (),
    }
