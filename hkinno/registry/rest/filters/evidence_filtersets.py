"""Filters for statements and relations."""

from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import BooleanField, F, Func, JSONField, Q, QuerySet, Value
from django.db.models.fields.json import KT
from django_filters import Filter

from hkinno.api.filters.base import FieldFilters, FieldFilterSet, IsNullFilter, MatchFilters
from hkinno.api.filters.choice import ChoiceFilters, count_values
from hkinno.api.filters.comparison import (
    INTEGER,
    ColumnRange,
    ComparisonFilters,
    ValueRange,
    order_filters,
)
from hkinno.api.filters.text import TextFilters
from hkinno.registry.models import Source, statement_properties
from hkinno.registry.rest.filters.date import DATE, HeldAt, lasts
from hkinno.registry.rest.filters.reference import AnyRecordOf, ReferenceFilters, ids
from hkinno.registry.vocabularies.record_terms import Modality, Rank
from hkinno.registry.vocabularies.roles import Role

LINES = ColumnRange("first_line", "last_line")
# Strict: otherwise a pair of lines would be taken apart before it is looked at.
AROUND = ", 'strict $[*] ? (@[0] <= $line && @[1] >= $line)'::jsonpath, "


def covers(line: ValueRange) -> Q:
    """Statements that cite a line, in their first place or in a further one."""
    further = Func(
        F("also_lines"),
        Value({"line": line.low}, JSONField()),
        function="jsonb_path_exists",
        arg_joiner=AROUND,
        output_field=BooleanField(),
    )
    return LINES.overlaps(line) | Q(further)


class AnyMentioned(AnyRecordOf):
    """Statements whose value refers to one of the records given."""

    def condition(self, values: list[str]) -> Q:
        return Q(value__id__in=values)

    def count_values(self, queryset: QuerySet, at: Any) -> dict[str | None, int]:
        """How many statements mention each record, and how many none."""
        return count_values(queryset, KT("value__id"))


class MentionFilters(ReferenceFilters):
    """The filters of the record to which a value refers."""

    filter_class = AnyMentioned

    def is_null(self, name: str) -> Q:
        return Q(value__id__isnull=True)


class LineFilters(FieldFilters):
    """The filters of cited lines: exact in any place of a source, ordered in its first place."""

    def get_filters(self, name: str) -> dict[str, Filter]:
        exact = MatchFilters(covers, INTEGER, "A line that it cites, in any of its places.")
        is_null = IsNullFilter(LINES.is_null(), "The lines that it cites.")
        ordered = "The lines that it cites, in its first place."
        return (
            exact.get_filters(name)
            | order_filters(name, LINES, INTEGER, ordered)
            | {f"{name}__isnull": is_null}
        )


class StatementFilter(FieldFilterSet):
    id__in = ids()
    subject = ReferenceFilters("The record that it is about.")
    property = ChoiceFilters(statement_properties(), "The field or the role that it supports.")
    refers_to = MentionFilters("The record to which its value refers.")
    printed = TextFilters("The value as the article prints it.", "香港大學")
    line = LineFilters()
    source = ReferenceFilters("Who says so.", Source.RESOURCE)
    modality = ChoiceFilters(Modality, "Stated as a fact, planned, claimed or proposed.")
    as_of = ComparisonFilters(DATE, "When it held.")
    rank = ChoiceFilters(Rank, "Which of several values counts.")
    rank_reason = TextFilters("Why the rank is not normal.", "A misprint")
    note = TextFilters("Our own remark.", "The article")
    at = HeldAt()

    @staticmethod
    def lasts(at: DateRange) -> Q:
        """Statements that may have held at a time."""
        return lasts("as_of", "as_of", at)


class RelationFilter(FieldFilterSet):
    id__in = ids()
    subject = ReferenceFilters("The record that has the role.")
    role = ChoiceFilters(Role, "What it is to the object.")
    object = ReferenceFilters("The record towards which it has the role.")
    title = TextFilters("The title held.", "校長", ["title_zh", "title_en"])
    since = ComparisonFilters(DATE, "Since when.")
    until = ComparisonFilters(DATE, "Until when.")
    at = HeldAt()

    @staticmethod
    def lasts(at: DateRange) -> Q:
        """Relations that may have held at a time."""
        return lasts("since", "until", at)
