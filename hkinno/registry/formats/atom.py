"""Lists as Atom feeds, in order of change."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from operator import attrgetter
from typing import Any

from django.db.models import F
from django.http import HttpResponse, HttpResponseBase
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.text import capfirst

from hkinno.api.fields import LANGUAGES
from hkinno.api.negotiation import FORMAT
from hkinno.api.renderers.base import ExportRenderer, ExportView
from hkinno.api.renderers.cells import format_text
from hkinno.api.renderers.list_title import list_title
from hkinno.api.requests import absolute_url
from hkinno.api.sparse_fields import SHAPE_PARAMETERS
from hkinno.registry import revision
from hkinno.registry.formats.change_texts import ChangeText, Phrase, describe_changes, field_label
from hkinno.registry.formats.citations import pick, record_title
from hkinno.registry.models import Record, statement_properties
from hkinno.registry.values.typed_values import typed_values
from hkinno.registry.vocabularies.roles import Role

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
            title=list_title(view),
            link=absolute_url(request, f"{request.path}?{query.urlencode()}"),
            description="",
            feed_url=feed_url,
            feed_guid=f"{TAG_URI}{request.get_full_path()}",
            author_name="hkinno",
            feed_copyright="CC0 1.0",
            revision=revision.current().number,
        )
        latest = list(islice(rows, MAX_ENTRIES))
        changes = describe_changes(latest)
        for row, representation in zip(latest, view.represent_rows(latest), strict=True):
            feed.add_item(**build_entry(row, representation, changes[row.pk], name))
        return HttpResponse(
            feed.writeString("utf-8"), content_type=f"{self.media_type}; charset=utf-8"
        )


def build_entry(
    row: Any, representation: dict[str, Any], change: ChangeText, name: str
) -> dict[str, Any]:
    """The arguments of `add_item` for a row; its summary is HTML."""
    is_record = isinstance(row, Record)
    zh, en = entry_names(representation, change.text)
    lines = [change.text.zh, capfirst(change.text.en), *changed_values(representation, change)]
    if is_record:
        lines += filter(None, [row.summary_zh, row.summary_en])
    return {
        "title": " ".join(dict.fromkeys([zh, en])),
        "link": representation["url"],
        "description": "".join(format_html("<p>{}</p>", line) for line in lines),
        # The same in every list, including searches.
        "unique_id": f"{TAG_URI}{row.resource if is_record else name}/{row.pk}",
        "updateddate": row.changed_at,
        "version": row.version if is_record else None,
        "pubdate": row.created_at if is_record else None,
        "categories": row.topics if is_record else (),
    }


def entry_names(row: dict[str, Any], change: Phrase) -> tuple[str, str]:
    """What a row is called, and what changed, in Chinese and in English."""
    zh, en = (row_name(row, language) for language in ("zh-Hant", "en"))
    return f"{zh}（{change.zh}）", f"{en} ({change.en})"


def row_name(row: dict[str, Any], language: str) -> str:
    """The title of a record; of a statement or a relation, its subject and what it says."""
    name = row.get("subject") if "name" not in row else row
    parts = [record_title(name, language) if name else row["id"]]
    label = attrgetter("label_zh" if language == "zh-Hant" else "label")
    if "property" in row:
        value = row["printed"] or typed_values(row["property"], row["value"])["value_text"]
        parts += [label(statement_properties()[row["property"]]), value]
    if "role" in row:
        role = next(role for role in Role if role.value == row["role"])
        parts += [label(role), pick(row["object"]["name"], language) or row["object"]["id"]]
    return " · ".join(parts)


def changed_values(row: dict[str, Any], change: ChangeText) -> Iterator[str]:
    """The new values of the changed fields, as they are public."""
    for name in change.fields:
        stem, _separator, suffix = name.rpartition("_")
        value = row.get(name)
        if suffix in LANGUAGES.values() and isinstance(row.get(stem), dict):
            value = row[stem][next(tag for tag, s in LANGUAGES.items() if s == suffix)]
        elif isinstance(value, dict) and "name" in value:
            value = " ".join(filter(None, value["name"].values()))
        if value:
            label = field_label(name)
            yield f"{' '.join(dict.fromkeys(label))}: {format_text(value)}"
