"""The facets and the active filters of a list, as links that change the query of the page."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.safestring import SafeString

from hkinno.site.html import format_html, join_html
from hkinno.site.labels import field_label, pick, word_label
from hkinno.site.language import gettext as _
from hkinno.site.values_html import title_and_language

# Parameters that do not filter.
NOT_FILTERS = {"page", "page_size", "ordering", "facets", "cursor", "fields", "omit", "expand"}
MAX_BUCKETS = 60  # values of a facet
# What stands between a field and a value; nothing is a colon.
LOOKUP_SIGNS = dict(gte=" ≥ ", lte=" ≤ ", gt=" > ", lt=" < ", isnull="", **{"in": "", "": ""})


FIRST_BUCKETS = 7  # that are shown while the others are folded away
BUCKET = """<li><a href="{}"{} rel="nofollow"><span>{}</span>
        <span class="count">{}</span></a></li>
      """
CURRENT = SafeString(' aria-current="true"')


class Bucket(NamedTuple):
    """A value of a facet; `query` adds it to the filters or removes it."""

    label: str
    row_count: int
    is_active: bool
    query: str

    def to_html(self) -> SafeString:
        """An item of a list: a template takes several times as long for the many of a page."""
        current = CURRENT if self.is_active else ""
        return format_html(BUCKET, self.query, current, self.label, f"{self.row_count:,}")


class Facet(NamedTuple):
    """A field with the number of rows by value.

    `buckets` are the most frequent values and the active ones, `value_count` is that of all.
    """

    name: str
    label: str
    buckets: list[Bucket]
    value_count: int

    @property
    def first_html(self) -> SafeString:
        return join_html("", (bucket.to_html() for bucket in self.buckets[:FIRST_BUCKETS]))

    @property
    def other_html(self) -> SafeString:
        return join_html("", (bucket.to_html() for bucket in self.buckets[FIRST_BUCKETS:]))

    @property
    def other_count(self) -> int:
        """The number of values after the first ones, also of those that are not shown."""
        return self.value_count - FIRST_BUCKETS

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
    others = first_page(request).urlencode()
    start = f"?{others}&" if others else "?"
    active_values = set(request.GET.getlist(name))
    for index, bucket in enumerate(buckets):
        parameter, value = name, bucket["value"]
        is_active = value in active_values
        if value is None:
            parameter, value = f"{name}__isnull", "true"
            is_active = value in request.GET.getlist(parameter)
        if index >= MAX_BUCKETS and not is_active:
            continue
        added = start + urlencode({parameter: value})
        query = query_without(request, parameter, value) if is_active else added
        label = bucket_label(name, bucket, resource)
        made.append(Bucket(label, bucket["count"], is_active, query))
    return Facet(name, field_label(name), made, len(buckets))


def bucket_label(name: str, bucket: dict[str, Any], resource: str) -> str:
    if bucket["value"] is None:
        return _("Not known")
    label, _tag = pick(bucket["label"])
    return label or word_label(name, bucket["value"], resource)


def make_chips(request: HttpRequest, data: dict[str, Any], resource: str) -> list[Chip]:
    """The active filters of a list of the API, each with the query that removes it."""
    filters = filters_of(request)
    names = {name for name, _value in filters}
    labels = {
        (name, bucket["value"]): bucket_label(name, bucket, resource)
        for name, buckets in data.get("facets", {}).items()
        if name in names
        for bucket in buckets
        if (name, bucket["value"]) in filters
    }
    chips = []
    for name, value in filters:
        field, _separator, lookup = name.partition("__")
        sign = LOOKUP_SIGNS.get(lookup, f" {lookup}{_(': ')}")
        label = f"{field_label(field)}{sign or _(': ')}"
        shown = labels.get((name, value)) or title_in_rows(data["results"], field, value)
        shown = shown or word_label(field, value, resource)
        if (lookup, value) == ("isnull", "true"):
            shown = _("Not known")
        chips.append(Chip(label, shown, query_without(request, name, value)))
    return chips


def title_in_rows(rows: list[dict[str, Any]], field: str, key: str) -> str:
    """What the record with an id is called that a row has in a field; empty if none has it."""
    records = (row.get(field) for row in rows)
    titles = (
        title_and_language(record)[0]
        for record in records
        if isinstance(record, dict) and record.get("id") == key
    )
    return next(titles, "")
