"""The facets and the active filters of a list, as links that change the query of the page."""

from typing import Any, NamedTuple

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from hkinno.site.labels import field_label, pick, word_label

# Parameters that do not filter.
NOT_FILTERS = {"page", "page_size", "ordering", "facets", "cursor", "fields", "omit", "expand"}
MAX_BUCKETS = 60  # values of a facet
LOOKUP_SIGNS = {"gte": " ≥", "lte": " ≤", "gt": " >", "lt": " <", "isnull": "", "in": "", "": ""}


class Bucket(NamedTuple):
    """A value of a facet; `query` adds it to the filters or removes it."""

    label: str
    row_count: int
    is_active: bool
    query: str


class Facet(NamedTuple):
    """A field with the number of rows by value.

    `buckets` are the most frequent values and the active ones, `value_count` is that of all.
    """

    name: str
    label: str
    buckets: list[Bucket]
    value_count: int

    @property
    def is_useful(self) -> bool:
        """Whether it tells rows apart, or is filtered by."""
        return self.value_count > 1 or any(bucket.is_active for bucket in self.buckets)


class Chip(NamedTuple):
    """An active filter; `query` removes it."""

    label: str
    value: str
    query: str


def filters_of(request: HttpRequest) -> list[tuple[str, str]]:
    """The names and values of the filters in the query, and `q`."""
    return [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if value and name not in NOT_FILTERS
    ]


def query_without(request: HttpRequest, name: str, value: str) -> str:
    params = first_page(request)
    params.setlist(name, [other for other in params.getlist(name) if other != value])
    return f"?{params.urlencode()}"


def first_page(request: HttpRequest) -> QueryDict:
    params = request.GET.copy()
    params.pop("page", None)
    return params


def make_facet(
    request: HttpRequest, name: str, buckets: list[dict[str, Any]], resource: str
) -> Facet:
    """A facet of the page from that of the API: the most frequent values and the active ones."""
    made = []
    for index, bucket in enumerate(buckets):
        parameter, value = name, bucket["value"]
        if value is None:
            parameter, value = f"{name}__isnull", "true"
        is_active = value in request.GET.getlist(parameter)
        if index >= MAX_BUCKETS and not is_active:
            continue
        params = first_page(request)
        params.appendlist(parameter, value)
        query = query_without(request, parameter, value) if is_active else f"?{params.urlencode()}"
        label = bucket_label(name, bucket, resource)
        made.append(Bucket(label, bucket["count"], is_active, query))
    return Facet(name, field_label(name), made, len(buckets))


def bucket_label(name: str, bucket: dict[str, Any], resource: str) -> str:
    if bucket["value"] is None:
        return _("Not known")
    label, _tag = pick(bucket["label"])
    return label or word_label(name, bucket["value"], resource)


def make_chips(request: HttpRequest, facets: dict[str, Any], resource: str) -> list[Chip]:
    """The active filters, each with the query that removes it."""
    filters = filters_of(request)
    labels = {
        (name, bucket["value"]): bucket_label(name, bucket, resource)
        for name, buckets in facets.items()
        for bucket in buckets
        if (name, bucket["value"]) in filters
    }
    chips = []
    for name, value in filters:
        field, _separator, lookup = name.partition("__")
        label = field_label(field) + LOOKUP_SIGNS.get(lookup, f" {lookup}")
        shown = labels.get((name, value)) or word_label(field, value, resource)
        if (lookup, value) == ("isnull", "true"):
            shown = _("Not known")
        chips.append(Chip(label, shown, query_without(request, name, value)))
    return chips
