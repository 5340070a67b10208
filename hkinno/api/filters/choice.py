"""Filters of enumerations, and how often each value occurs."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, F, Func, Q, QuerySet
from django_filters import Filter

from hkinno.api.filters.base import FieldFilters, IsNullFilter, ValuesFilter, value_filters
from hkinno.api.filters.form_fields import ChoicesField

# The members of an enumeration, or values with what has a label in both languages.
Choices = Iterable[str] | Mapping[str, "HasLabels"]


class HasLabels(Protocol):
    """A choice with a label in both languages."""

    label: Any
    label_zh: str


class ChoiceFilter(ValuesFilter):
    """Rows whose column is one of the given choices."""

    field_class = ChoicesField

    def __init__(self, column: str, choices: Choices, description: str, **options: Any) -> None:
        by_value = choices if isinstance(choices, Mapping) else {str(c): c for c in choices}
        values = list(by_value)
        schema = {"type": "string", "enum": values}
        super().__init__(column, schema, description, values[0], choices=by_value, **options)
        self.by_value: Mapping[str, Any] = by_value

    def count_values(self, queryset: QuerySet[Any], at: Any) -> dict[str | None, int]:
        """The number of rows with each value; None for rows that show null."""
        return self.shown_counts(count_columns(queryset, [self.field_name])[self.field_name])

    def shown_counts(self, counts: dict[str | None, int]) -> dict[str | None, int]:
        """The number of rows by what they show, from that by value of the column."""
        return counts

    def get_labels(self, values: Iterable[str]) -> dict[str, dict[str, str]]:
        """The labels of values in both languages."""
        choices = {value: self.by_value[value] for value in values}
        return {
            value: {"zh-Hant": choice.label_zh, "en": str(choice.label)}
            for value, choice in choices.items()
        }


class ChoiceListFilter(ChoiceFilter):
    """Rows whose array column contains one of the given choices."""

    def __init__(self, column: str, choices: Choices, description: str, **options: Any) -> None:
        super().__init__(column, choices, description, lookup="overlap", **options)

    def count_values(self, queryset: QuerySet[Any], at: Any) -> dict[str | None, int]:
        """Each value of a row counts, so the counts may add up to more than the rows."""
        counts = count_values(queryset, Func(F(self.field_name), function="unnest"))
        empty_count = queryset.filter(**{self.field_name: []}).count()
        return counts | ({None: empty_count} if empty_count else {})


ColumnCounts = dict[str, dict[str | None, int]]
COUNT_COLUMNS = (
    "select grouping({columns}), {columns}, count(*) from ({rows}) counted "
    "group by grouping sets ({sets})"
)
# And the ids of the rows, which have no commas, in the place of the last value.
COUNT_COLUMNS_WITH_IDS = (
    "with counted as materialized ({rows}) select grouping({columns}), {texts}, count(*) "
    "from counted group by grouping sets ({sets}) "
    "union all select -1, {nulls}string_agg(row_id, ','), count(*) from counted"
)


def count_columns(queryset: QuerySet[Any], columns: Sequence[str]) -> ColumnCounts:
    """The number of rows with each value of each column, by one statement; empty text is None."""
    if not columns:
        return {}
    sql, values = name_columns(COUNT_COLUMNS, columns)
    return group_counts(columns, fetch_from_rows(sql, queryset.values(**values)))


def count_columns_with_ids(
    queryset: QuerySet[Any], columns: Sequence[str]
) -> tuple[ColumnCounts, list[str]]:
    """As `count_columns`, with values as text, and the ids of the rows."""
    sql, values = name_columns(COUNT_COLUMNS_WITH_IDS, columns)
    rows = fetch_from_rows(sql, queryset.values(**values, row_id=F("pk")))
    (ids,) = [row[-2] for row in rows if row[0] == -1] or [None]
    counts = group_counts(columns, (row for row in rows if row[0] != -1))
    return counts, ids.split(",") if ids else []


def name_columns(template: str, columns: Sequence[str]) -> tuple[str, dict[str, F]]:
    """SQL with names for columns, and what they name."""
    names = [f"value_{number}" for number in range(len(columns))]
    sql = template.format(
        columns=", ".join(names),
        texts=", ".join(f"{name}::text" for name in names),
        sets=", ".join(f"({name})" for name in names),
        nulls="null, " * (len(names) - 1),
        rows="{rows}",
    )
    return sql, dict(zip(names, map(F, columns), strict=True))


def group_counts(columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> ColumnCounts:
    """The counts by column and value, from the rows of `COUNT_COLUMNS`."""
    counts: ColumnCounts = {column: {} for column in columns}
    # A bit for each column, the first the highest: set if rows are not grouped by it.
    last = len(columns) - 1
    indexes = {(2 << last) - 1 - (1 << n): last - n for n in range(len(columns))}
    for mask, *row, number in rows:
        index = indexes[mask]
        of_column, value = counts[columns[index]], row[index] or None
        of_column[value] = of_column.get(value, 0) + number
    return counts


def fetch_from_rows(sql: str, queryset: QuerySet[Any]) -> list[tuple[Any, ...]]:
    """What SQL selects from the `{rows}` of a queryset; nothing if that cannot have any."""
    try:
        rows, params = queryset.order_by().query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql.format(rows=rows), params)
        results: list[tuple[Any, ...]] = cursor.fetchall()
    return results


def count_values(queryset: QuerySet[Any], value: Any) -> dict[str | None, int]:
    """The number of rows with each value of an expression; empty text counts as None."""
    rows = queryset.order_by().values(counted_value=value).annotate(counted_rows=Count("pk"))
    return {row["counted_value"] or None: row["counted_rows"] for row in rows}


class ChoiceFilters(FieldFilters):
    """The filters of a text column with choices: exact, `__in`, `__isnull`.

    Empty text is null. Without `is_nullable` there is no `__isnull`.
    """

    filter_class = ChoiceFilter
    empty_value: Any = ""

    def __init__(self, choices: Choices, description: str, *, is_nullable: bool = True) -> None:
        self.choices = choices
        self.description = description
        self.is_nullable = is_nullable

    def get_filters(self, name: str) -> dict[str, Filter]:
        make_filter = partial(self.filter_class, name, self.choices)
        filters = value_filters(name, make_filter, self.description)
        if self.is_nullable:
            is_null = Q(**{name: self.empty_value})
            filters[f"{name}__isnull"] = IsNullFilter(is_null)
        return filters


class ChoiceListFilters(ChoiceFilters):
    """The filters of an array column with choices: contains, `__in`, `__isnull`."""

    filter_class = ChoiceListFilter
    empty_value = []
