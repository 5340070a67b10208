"""Records and sources with their evidence."""

from http import HTTPStatus
from itertools import groupby
from operator import itemgetter
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_resolver, reverse
from django.utils.translation import gettext as _

from hkinno.api.client import read, read_list
from hkinno.api.middleware import find_view
from hkinno.api.prepared_statements import fetch_prepared
from hkinno.registry.models import Record, Statement, record_models
from hkinno.registry.rest.documents import snapshot
from hkinno.registry.rest.documents_by_id import read_documents, read_referring_documents
from hkinno.registry.rest.expand import get_viewset
from hkinno.registry.rest.response_limits import MAX_EXPANDED
from hkinno.site.embedded import embed
from hkinno.site.evidence import (
    Json,
    build_facts,
    build_names,
    certainty_of,
    contested_properties,
)
from hkinno.site.field_values import represent_sources
from hkinno.site.history import SHOWN, read_history
from hkinno.site.labels import field_label, pick, word_label
from hkinno.site.network import draw_network
from hkinno.site.pages.base import SitePage
from hkinno.site.pages.lists import page_links
from hkinno.site.references import complete_nameless, complete_values
from hkinno.site.referring import referring_records
from hkinno.site.relations import group_relations
from hkinno.site.values_html import title_and_language

INCOMING = """
select id from public.registry_statement
where subject_id = any(%s) and property = any(%s) and value ->> 'id' = %s order by id limit 100
"""
STATEMENTS_PER_PAGE = 100


class RecordPage(SitePage):
    """A record: names, facts with their evidence, relations, citation and links to the data."""

    template_name = "site/record.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or a redirect to it if the address names another kind than that of the id."""
        response = super().get(request, *args, **kwargs)
        if response.status_code == HTTPStatus.NOT_FOUND:
            record = Record.objects.published().filter(pk=kwargs["id"]).first()
            if record and record.resource != kwargs["resource"]:
                return HttpResponseRedirect(reverse("record", args=[record.resource, record.pk]))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        resource, key = kwargs["resource"], kwargs["id"]
        path = reverse(f"{resource}-detail", args=[key])
        with snapshot():
            record = read_with_statements(self.request, path)
            sources = represent_sources(self.request, map(itemgetter("id"), record["sources"]))
            embedded = embed(self.request, record, sources.values())
            context = record_context(self.request, record, sources)
        return super().get_context_data(
            record=record,
            title=title_and_language(record)[0],
            description=pick(record["summary"])[0] or title_and_language(record)[0],
            api_path=path,
            citation_styles=citation_styles(path),
            history=read_history(self.request, path, {"page_size": SHOWN}),
            **embedded,
            **context,
        )


class ChangesPage(SitePage):
    """The whole public history of a record."""

    template_name = "site/record_changes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        resource, key = kwargs["resource"], kwargs["id"]
        path = reverse(f"{resource}-detail", args=[key])
        record = read(self.request, path)
        history = read_history(self.request, path, self.request.GET.urlencode())
        return super().get_context_data(
            record=record,
            title=_("Change history of %(name)s") % {"name": title_and_language(record)[0]},
            history=history,
            pages=page_links(self.request, history.data),
            api_path=f"{path}changes/",
        )


def record_context(request: HttpRequest, record: Json, sources: dict[str, Json]) -> dict[str, Any]:
    """The evidence and the surroundings of a record; `sources` are those of its statements."""
    statements = record["statements"]
    shown = [*record.values(), *(relation["record"] for relation in record["relations"])]
    complete_values(request, statements, shown)
    complete_nameless(request, [*shown, *(statement["value"] for statement in statements)])
    incoming = incoming_statements(request, record)
    contested = contested_properties(record["id"], statements)
    relations = group_relations(record, statements, incoming)
    existence = [statement for statement in statements if statement["property"] == "exists"]
    context = {
        "names": build_names(record, statements, contested),
        "facts": build_facts(record, statements, contested),
        "existence": existence,
        "existence_certainty": certainty_of(existence),
        "relations": relations,
        "network": draw_network(record, relations),
        "referring": referring_records(request, record),
        "sources": sources | represent_sources(request, source_ids(incoming) - sources.keys()),
        "missing": [
            field_label(name)
            for name, value in record.items()
            if value is None and name in record_models()[record["resource"]].PROPERTIES
        ],
        "kind_label": word_label("kind", record.get("kind") or "", record["resource"]),
    }
    if record["resource"] == "sources":
        context |= source_context(request, record)
    return context


def read_with_statements(request: HttpRequest, path: str) -> Json:
    """A record with the published statements about it.

    Raises APIError, also if there are more statements than may be expanded.
    """
    record: Json = read(request, path)
    if record["statement_count"] > MAX_EXPANDED:
        read(request, path, {"expand": "statements"})  # raises
    # In one statement, which needs no compilation, unlike with `expand`.
    found = read_referring_documents(get_viewset(Statement), "subject", record["id"], request)
    return record | {"statements": [*found.values()]}


def incoming_statements(request: HttpRequest, record: Json) -> list[Json]:
    """The statements about other records that refer to this one by a role."""
    relations = [relation for relation in record["relations"] if relation["direction"] == "in"]
    if not relations:
        return []
    roles = {relation["role"] for relation in relations}
    # The index by subjects finds them among thousands that refer to a host.
    subjects = dict.fromkeys(relation["record"]["id"] for relation in relations)
    params = [list(subjects), list(roles), record["id"]]
    ids = [key for (key,) in fetch_prepared(INCOMING, params)]
    return list(read_documents(get_viewset(Statement), ids, request).values())


def source_ids(statements: list[Json]) -> set[str]:
    return {statement["source"]["id"] for statement in statements}


def citation_styles(path: str) -> list[str]:
    """The other styles, which a reader opens one by one: rendering them all takes time."""
    view: Any = find_view(get_resolver(), path).func  # as `read` has found it
    styles = [renderer.format for renderer in view.cls.citation_renderer_classes]
    return [style for style in styles if style != "text"]


def source_context(request: HttpRequest, source: Json) -> dict[str, Any]:
    """What a source supports, in the order of its lines; the query filters the statements."""
    params = request.GET.copy()
    for name, value in {"source": source["id"], "ordering": "line"}.items():
        params[name] = value
    params.setdefault("page_size", str(STATEMENTS_PER_PAGE))
    data = read_list(request, "statements", params.urlencode())
    complete_values(request, data["results"])
    passages, anchors = [], set()
    for lines, statements in groupby(data["results"], key=lambda row: row["lines"]):
        anchor = lines[0] if lines and lines[0] not in anchors else None
        anchors.add(anchor)
        passages.append((lines, anchor, list(statements)))
    return {
        "passages": passages,
        "has_lines": any(lines for lines, _anchor, _statements in passages),
        "data": data,
        "pages": {
            name: f"?{urlsplit(data[name]).query.replace('source=' + source['id'] + '&', '')}"
            for name in ("previous", "next")
            if data[name]
        },
    }
