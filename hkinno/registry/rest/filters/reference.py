"""Filters by references to published records."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django_filters import Filter

from hkinno.api.errors.field_errors import closest_match
from hkinno.api.filters.base import FieldFilters, IsNullFilter, ValuesFilter, value_filters
from hkinno.api.filters.choice import count_columns, fetch_from_rows
from hkinno.api.filters.form_fields import ValuesField, raise_invalid_choices
from hkinno.api.prepared_statements import fetch_prepared
from hkinno.registry.models import Record, Statement, record_models
from hkinno.registry.models.ids import SLUG
from hkinno.registry.models.search_index import Completion
from hkinno.registry.models.visibility import IsPublished
from hkinno.registry.vocabularies.record_choices import Status
from hkinno.search.search_query import array_literal

ID = {"type": "string", "pattern": SLUG}
# The ids before and after a misspelt one that are considered as corrections.
MAX_NEIGHBOURS = 500


# Compiling the same by Django takes ten times as long as PostgreSQL takes for it.
SURVIVORS = """
select id, coalesce(merged_into_id, id) from public.registry_record
where status = %s and resource = any(%s) and id = any(%s)
"""

# The subjects of statements by source, and of all. Distinct pairs are found without sorting.
COUNT_BY_SOURCE = """
with pairs as materialized (select distinct source, subject from ({rows}) as statements)
select source, count(*) from pairs group by source
union all select null, count(distinct subject) from pairs
"""
LABELS = "select id, name_zh, name_en from public.registry_record where id = any(%s::text[])"
# With the condition of a partial index, which is nearly empty.
HIDDEN = """
select id from public.registry_record
where id = any(%s::text[]) and status <> 'published'
  and (status <> 'published' or merged_into_id is not null)
"""


class ReferencesField(ValuesField):
    """Ids of published records of some resources."""

    def __init__(self, *, resources: Iterable[str], **options: Any) -> None:
        super().__init__(**options)
        self.resources = resources

    def clean(self, value: Any) -> list[str]:
        """The ids, with the survivor in place of a merged record. Raises ValidationError."""
        values = self.to_python(value)
        params = [Status.PUBLISHED, list(self.resources), values]
        survivors = dict(fetch_prepared(SURVIVORS, params))
        unknown = [value for value in values if value not in survivors]
        raise_invalid_choices(unknown, (), self.suggest, is_listed=False)
        return list(dict.fromkeys(survivors[value] for value in values))

    def suggest(self, value: str) -> str | None:
        """The id of the record with this name, or one that is similar."""
        records = Record.objects.published().filter(resource__in=self.resources)
        named = id_by_name(self.resources, value)
        return named or closest_match(value, neighbouring_ids(records, value))


def neighbouring_ids(records: QuerySet[Any], key: str) -> Iterable[str]:
    """The ids around `key` in alphabetical order, which an index provides."""
    ids = records.values_list("pk", flat=True)
    return [
        *ids.filter(pk__gte=key).order_by("pk")[:MAX_NEIGHBOURS],
        *ids.filter(pk__lt=key).order_by("-pk")[:MAX_NEIGHBOURS],
    ]


def id_by_name(resources: Iterable[str], name: str) -> str | None:
    """The most prominent published record with this name or alias, in any script."""
    names = Completion.objects.visible().filter(record__resource__in=resources)
    return (
        names.filter(key__in=names.fetch_keys(name))
        .order_by("prominence", "record")
        .values_list("record", flat=True)
        .first()
    )


class RecordIdFilter(ValuesFilter):
    """Records with one of the given ids, or into which one of them was merged."""

    def condition(self, values: list[str]) -> Q:
        merged = Record.objects.filter(pk__in=values).exclude(merged_into=None).order_by()
        # Read first: with a subquery in an `or`, PostgreSQL would read the whole table.
        return Q(pk__in=[*values, *merged.values_list("merged_into", flat=True)])


class ReferenceFilter(ValuesFilter):
    """Rows that refer to one of the given records, which are of `resources`."""

    field_class = ReferencesField
    is_bound = True

    def __init__(
        self, column: str, resources: Iterable[str], description: str, **options: Any
    ) -> None:
        known = [resource for resource in record_models() if resource in resources]
        example = record_models()[known[0]].EXAMPLE_ID
        super().__init__(column, ID, description, example, resources=known, **options)

    def count_values(self, queryset: QuerySet[Any], at: Any) -> dict[str | None, int]:
        """The number of rows by record; None stands for null in the API."""
        return self.shown_counts(count_columns(queryset, [self.field_name])[self.field_name])

    def shown_counts(self, counts: dict[str | None, int]) -> dict[str | None, int]:
        """The number of rows by what they show, from that by value of the column."""
        keys = [key for key in counts if key is not None]
        # Shown as null, as if nothing were referred to.
        for (key,) in fetch_prepared(HIDDEN, [array_literal(keys)]):
            counts[None] = counts.get(None, 0) + counts.pop(key)
        return counts

    def get_labels(self, ids: Iterable[str]) -> dict[str, dict[str, str | None]]:
        """The names of records in both languages."""
        names = fetch_prepared(LABELS, [array_literal(ids)])
        return {key: {"zh-Hant": zh or None, "en": en or None} for key, zh, en in names}


class SupportingSourceFilter(ReferenceFilter):
    """Records with a statement from one of the given sources."""

    def condition(self, values: list[str]) -> Q:
        return has_statement(source__in=values)

    def count_values(self, queryset: QuerySet[Any], at: Any) -> dict[str | None, int]:
        """The number of records by source."""
        subjects = queryset.order_by().values("pk")
        statements = Statement.objects.published().filter(subject__in=subjects)
        counts: dict[str | None, int] = dict(
            fetch_from_rows(COUNT_BY_SOURCE, statements.values("source", "subject"))
        )
        without_source = queryset.count() - counts.pop(None, 0)
        return counts | ({None: without_source} if without_source else {})


def has_statement(**conditions: Any) -> Q:
    """Records with a published statement that meets the conditions.

    Negated, `exists` is a join, whereas `in` is evaluated for each row of a large table.
    """
    statements = Statement.objects.published().filter(subject=OuterRef("pk"), **conditions)
    return Q(Exists(statements))


def published_id(column: str) -> Case:
    """The id that a column refers to; null for a draft, as in the API."""
    return Case(When(**{f"{column}__status": Status.PUBLISHED}, then=F(column)))


class ReferenceFilters(FieldFilters):
    """The filters by a reference: exact, `__in`, `__isnull`. A draft counts as null.

    `resources` are those of the records referred to; by default all.
    """

    filter_class: type[ReferenceFilter] = ReferenceFilter

    def __init__(self, description: str, *resources: str, is_nullable: bool = True) -> None:
        self.description = description
        self.resources = resources
        self.is_nullable = is_nullable

    def get_filters(self, name: str) -> dict[str, Filter]:
        make_filter = partial(self.filter_class, name, self.resources or tuple(record_models()))
        filters = value_filters(name, make_filter, self.description)
        if self.is_nullable:
            filters[f"{name}__isnull"] = IsNullFilter(self.is_null(name))
        return filters

    def is_null(self, name: str) -> Q:
        """The condition for rows that show null."""
        return Q(**{f"{name}__isnull": True}) | ~Q(IsPublished(name))


class SourceFilters(ReferenceFilters):
    """The filters of the sources of a record."""

    filter_class = SupportingSourceFilter

    def is_null(self, name: str) -> Q:
        return ~has_statement()


def id_filter(filter_class: type[ValuesFilter] = ValuesFilter) -> ValuesFilter:
    """The filter by a comma-separated list of ids."""
    text = "Any of these ids. Unknown ids are ignored."
    return filter_class("pk", {"type": "string"}, text, "hku", is_list=True)
