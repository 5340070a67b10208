"""Filters for statements and relations."""

from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import BooleanField, F, Func, JSONField, Q, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.lookups import In
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
from hkinno.registry.rest.filters.date import DATE, AtFilter, DatesFilter, known_at, possible_at
from hkinno.registry.rest.filters.reference import ReferenceFilter, ReferenceFilters, id_filter
from hkinno.registry.rest.filters.relation import relation_at
from hkinno.registry.vocabularies.record_choices import Modality, Rank
from hkinno.registry.vocabularies.roles import Role

LINES = ColumnRange("first_line", "last_line")
# `strict`, because lax mode would unwrap the pairs of lines.
LINE_IN_RANGE = ", 'strict $[*] ? (@[0] <= $line && @[1] >= $line)'::jsonpath, "


def cites_line(line: ValueRange) -> Q:
    """Statements that cite a line, in their first passage or in another one."""
    other_passages = Func(
        F("also_lines"),
        Value({"line": line.low}, JSONField()),
        function="jsonb_path_exists",
        arg_joiner=LINE_IN_RANGE,
        output_field=BooleanField(),
    )
    return LINES.overlaps(line) | Q(other_passages)


class MentionFilter(ReferenceFilter):
    """Statements whose value refers to one of the given records."""

    def condition(self, values: list[str]) -> Q:
        return Q(In(KT("value__id"), values))  # as the index has it

    def count_values(self, queryset: QuerySet[Any], at: Any) -> dict[str | None, int]:
        """The number of statements by the record that their value refers to."""
        return count_values(queryset, KT("value__id"))


class MentionFilters(ReferenceFilters):
    """The filters by the record that a value refers to."""

    filter_class = MentionFilter

    def is_null(self, name: str) -> Q:
        return Q(value__id__isnull=True)


class LineFilters(FieldFilters):
    """The filters by cited lines: exact in any passage, compared in the first one."""

    def get_filters(self, name: str) -> dict[str, Filter]:
        description = "A line that it cites, in any passage; others compare the first passage."
        exact = MatchFilters(cites_line, INTEGER, description)
        is_null = IsNullFilter(LINES.is_null())
        return (
            exact.get_filters(name)
            | order_filters(name, LINES, INTEGER)
            | {f"{name}__isnull": is_null}
        )


class StatementFilter(FieldFilterSet):
    id__in = id_filter()
    subject = ReferenceFilters("The record that it is about.")
    property = ChoiceFilters(statement_properties(), "The field or the role that it supports.")
    refers_to = MentionFilters("The record that its value refers to.")
    printed = TextFilters("The value as printed in the article.", "香港大學")
    line = LineFilters()
    source = ReferenceFilters("The source that says so.", Source.RESOURCE)
    modality = ChoiceFilters(Modality, "Stated as a fact, planned, claimed or proposed.")
    as_of = ComparisonFilters(DATE, "The date for which the value holds.")
    rank = ChoiceFilters(Rank, "Which of several values is preferred.")
    rank_reason = TextFilters("Why the rank is not normal.", "A misprint")
    note = TextFilters("A note by the editors.", "The article")
    at = AtFilter()

    dates = DatesFilter()

    @staticmethod
    def valid_at(at: DateRange, *, includes_possible: bool = False) -> Q:
        """Statements whose value held at a time."""
        return possible_at("as_of", "as_of", at) if includes_possible else known_at(["as_of"], at)


class RelationFilter(FieldFilterSet):
    id__in = id_filter()
    subject = ReferenceFilters("The record that has the role.")
    role = ChoiceFilters(Role, "What the subject is to the object.")
    object = ReferenceFilters("The record towards which it has the role.")
    title = TextFilters("The title of a post.", "校長", ["title_zh", "title_en"])
    since = ComparisonFilters(DATE, "When it began.")
    until = ComparisonFilters(DATE, "When it ended.")
    modality = ChoiceFilters(Modality, "A fact, a claim, a plan or a proposal.")
    first_confirmed = ComparisonFilters(DATE, "The earliest date of its statements.")
    last_confirmed = ComparisonFilters(DATE, "The latest date of its statements.")
    at = AtFilter()
    dates = DatesFilter()

    @staticmethod
    def valid_at(at: DateRange, *, includes_possible: bool = False) -> Q:
        """Relations that held at a time: facts that are known to, or all that may have."""
        return relation_at(at, includes_possible=includes_possible)
