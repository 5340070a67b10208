"""Lists with facets, and search."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hkinno.api.client import read_list
from hkinno.api.pagination.page_number import DEFAULT_PAGE_SIZE
from hkinno.registry.models import Record, record_models
from hkinno.registry.rest.expand import get_viewset
from hkinno.registry.rest.facets import facet_filters
from hkinno.site.facets import filters_of, first_page, make_chips, make_facet
from hkinno.site.formats import format_number
from hkinno.site.labels import field_label, resource_label
from hkinno.site.pages.base import LISTS, SitePage
from hkinno.site.pages.list_columns import LONG_COLUMNS, known_columns, make_row, own_fields
from hkinno.site.references import complete_nameless, complete_values, omitted_fields

LIST_FACETS = {
    "statements": ["property", "modality", "source", "rank"],
    "relations": ["role"],
    "search": ["resource", "topics", "stage", "place", "source"],
    "conflicts": [],
}
# Facets of every resource, before and after those of its own.
FIRST_FACETS, LAST_FACETS = ["kind"], ["stage", "topics", "place", "source"]
NAMELESS_FACETS = {"of"}  # whose values are records without a name
MAX_BY_SOURCE = 1000  # records that are counted by source: all of their statements are read
MAX_COUNTED = 5000  # rows whose facets are counted with the page, and not only on demand
FORMAT_LABELS = {
    "json": "JSON",
    "jsonl": "JSON Lines",
    "csv": "CSV",
    "xlsx": "Excel",
    "atom": gettext_lazy("Atom feed"),
    "ics": gettext_lazy("Calendar"),
}


@cache
def default_facets(name: str) -> list[str]:
    """The facets that the page of a list shows."""
    if name in LIST_FACETS:
        return LIST_FACETS[name]
    available = facet_filters(get_viewset(record_models()[name]))
    own = [field for field in own_fields(name) if field not in {*FIRST_FACETS, *NAMELESS_FACETS}]
    return [facet for facet in (*FIRST_FACETS, *own, *LAST_FACETS) if facet in available]


class ListPage(SitePage):
    """A list of the API with its facets. The query is that of the API."""

    template_name = "site/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name = kwargs["resource"]
        context = list_context(self.request, name)
        context |= table_context(self.request, name, context["data"]["results"])
        return super().get_context_data(title=list_title(name), **context)


class SearchPage(SitePage):
    """Search over records of all kinds."""

    template_name = "site/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = self.request.GET.get("q", "").strip()
        context = list_context(self.request, "search") if text else {}
        title = _("Search: %(text)s") % {"text": text} if text else _("Search")
        return super().get_context_data(title=title, text=text, **context)


def list_title(name: str) -> str:
    return {"statements": _("Statements"), "relations": _("Relations")}.get(
        name, resource_label(name)
    )


def list_context(request: HttpRequest, name: str) -> dict[str, Any]:
    """The facets, chips and links of a list, and what the API answers."""
    params = request.GET.copy()
    for key, values in request.GET.lists():
        params.setlist(key, [value for value in values if value])  # a form sends empty fields
    requested = list(filter(None, ",".join(params.pop("facets", [])).split(",")))
    facet_names = requested or default_facets(name)
    # Counted with the rows, but for sources: that depends on the number of rows.
    if others := [facet for facet in requested if facet != "source"]:
        params["facets"] = ",".join(others)
    for key, value in omitted_fields(name).items():
        params.setdefault(key, value)
    data = read_list(request, name, params.urlencode())
    is_large = data["count"] > MAX_COUNTED or not data["count_is_exact"]
    shown = without_many_sources(facet_names, name, data)
    is_counted = bool(requested) or not is_large
    counts = data.setdefault("facets", {})
    if is_counted and (rest := [facet for facet in shown if facet not in counts]):
        counts |= read_facets(request, name, params, rest)
    facets = [make_facet(request, facet, counts[facet], name) for facet in shown if is_counted]
    complete_rows(request, name, data["results"])
    return {
        "name": name,
        "data": data,
        "facets": [facet for facet in facets if facet.is_useful],
        "later_facets": facets_query(request, shown) if shown and not is_counted else "",
        "source_counts": source_counts(request, name) if shown != facet_names else "",
        "max_by_source": format_number(str(MAX_BY_SOURCE)),
        "chips": list(make_chips(request, data, name)),
        "pages": page_links(request, data),
        "data_links": data_links(request, name),
        "orderings": orderings(name),
        "ordering": request.GET.get("ordering", ""),
        "hidden": [(key, value) for key, value in filters_of(request) if key != "q"],
    }


def table_context(request: HttpRequest, name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The table of a list."""
    labels = {column: field_label(column) for column in known_columns(name, rows)}
    return {
        "is_evidence": name in LISTS,
        "headers": [make_header(request, column, name) for column in labels],
        "name_header": make_header(request, "name", name),
        "rows": [make_row(row, labels, name) for row in rows],
    }


def without_many_sources(facets: list[str], name: str, data: dict[str, Any]) -> list[str]:
    """The facets without `source`, if that reads the statements of too many records."""
    is_short = data["count"] <= MAX_BY_SOURCE and data["count_is_exact"]
    is_counted = is_short or name == "statements"  # of which the source is a column
    return [facet for facet in facets if facet != "source" or is_counted]


def read_facets(request: HttpRequest, name: str, params: QueryDict, facets: list[str]) -> Any:
    """The facets of a list that matches the filters of `params`."""
    params = params.copy()
    for page_parameter in ("page", "cursor"):
        params.pop(page_parameter, None)
    params["facets"] = ",".join(facets)
    params["page_size"], params["fields"] = "1", "id"
    return read_list(request, name, params.urlencode())["facets"]


def make_header(request: HttpRequest, column: str, name: str) -> dict[str, str]:
    """The label of a column, the query that orders the list by it, and the order that it has."""
    current, params = request.GET.get("ordering", ""), first_page(request)
    if column not in dict(orderings(name)):
        return {"label": field_label(column)}
    params["ordering"] = f"-{column}" if current == column else column
    order = {column: "ascending", f"-{column}": "descending"}.get(current, "")
    return {"label": field_label(column), "query": f"?{params.urlencode()}", "order": order}


def facets_query(request: HttpRequest, facets: list[str]) -> str:
    """The query of the same page with these facets."""
    params = first_page(request)
    params["facets"] = ",".join(facets)
    return f"?{params.urlencode()}"


def source_counts(request: HttpRequest, name: str) -> str:
    """The address in the API of the counts by source of the same list."""
    params = first_page(request)
    params["facets"], params["page_size"] = "source", "1"
    return f"{reverse(f'{name}-list')}?{params.urlencode()}"


def complete_rows(request: HttpRequest, name: str, rows: list[dict[str, Any]]) -> None:
    """Complete references to records, and say of search results which are plans."""
    if name == "statements":
        complete_values(request, rows)
    complete_nameless(request, [value for row in rows for value in (row, *row.values())])
    if name == "search":
        stages = dict(
            Record.objects.filter(pk__in=[row["id"] for row in rows]).values_list("pk", "stage")
        )
        for row in rows:
            row["stage"] = stages.get(row["id"])


def page_links(request: HttpRequest, data: dict[str, Any]) -> dict[str, Any]:
    """The queries of the previous and the next page, and which of the pages this is."""
    links: dict[str, Any] = {}
    for name in ("previous", "next"):
        if data[name]:
            params = QueryDict(urlsplit(data[name]).query, mutable=True)
            if facets := request.GET.get("facets"):
                params["facets"] = facets
            links[name] = f"?{params.urlencode()}"
    if links and data["count_is_exact"] and "cursor" not in request.GET:
        size = int(request.GET.get("page_size", DEFAULT_PAGE_SIZE))
        links["number"] = int(request.GET.get("page", 1))
        links["last"] = -(-data["count"] // size)
    return links


def data_links(request: HttpRequest, name: str) -> list[tuple[str, str]]:
    """The same list in the API, in each of its formats."""
    params = first_page(request)
    path = reverse(f"{name}-list")
    links = []
    for format_name, unsupported in formats_of(path):
        if any(name in params for name in unsupported):
            continue
        params["format"] = format_name
        label = str(FORMAT_LABELS.get(format_name, format_name.upper()))
        links.append((label, f"{path}?{params.urlencode()}"))
    return links


@cache
def formats_of(path: str) -> list[tuple[str, Sequence[str]]]:
    """The formats of a list of the API, each with the parameters that it does not support."""
    viewset: Any = resolve(path).func.cls  # type: ignore[attr-defined]  # of a viewset's view
    return [
        (renderer.format, getattr(renderer, "unsupported_parameters", ()))
        for renderer in viewset.list_renderer_classes
    ]


def orderings(name: str) -> list[tuple[str, str]]:
    """The orders that a list offers: parameter and label."""
    if name in LIST_FACETS:
        return []
    viewset: Any = get_viewset(record_models()[name])
    fields = ["name", "updated_at", "statement_count", *own_fields(name)]
    directions = {"": _("%(field)s, ascending"), "-": _("%(field)s, descending")}
    return [
        (f"{sign}{field}", text % {"field": field_label(field)})
        for field in fields
        if field in viewset.ordering_fields and field not in {*LONG_COLUMNS, *NAMELESS_FACETS}
        for sign, text in directions.items()
    ]
