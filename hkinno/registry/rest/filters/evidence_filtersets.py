"""What statements and relations are filtered by."""

from functools import partial
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import BooleanField, F, Func, JSONField, Q, QuerySet, Value
from django.db.models.fields.json import KT
from django_filters import FilterSet

from hkinno.api.filters.base import IsNullFilter, match_filters, value_and_in
from hkinno.api.filters.choice import choice_filters, count_values
from hkinno.api.filters.range import INTEGER, ColumnRange, ValueRange, range_filters
from hkinno.api.filters.text import text_filters
from hkinno.registry.models import Source, record_models, statement_properties
from hkinno.registry.rest.filters.date import HeldAt, date_bounds, dates, lasts
from hkinno.registry.rest.filters.reference import AnyRecordOf, ids, references
from hkinno.registry.vocabularies.record_terms import Modality, Rank
from hkinno.registry.vocabularies.roles import Role

MENTIONED = "The record to which its value refers."
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

    def counts(self, queryset: QuerySet, at: Any) -> dict[str | None, int]:
        """How many statements mention each record, and how many none."""
        return count_values(queryset, KT("value__id"))


class StatementFilter(FilterSet):
    """What statements are filtered by."""

    id__in = ids()
    subject, subject__in, subject__isnull = references("subject", "The record that it is about.")
    property, property__in, property__isnull = choice_filters(
        "property", statement_properties(), "The field or the role that it supports."
    )
    refers_to, refers_to__in = value_and_in(
        partial(AnyMentioned, "value", record_models()), MENTIONED
    )
    refers_to__isnull = IsNullFilter(Q(value__id__isnull=True), MENTIONED)
    printed, printed__in, printed__startswith, printed__isnull = text_filters(
        ["printed"], "The value as the article prints it.", "香港大學"
    )
    line, line__in = match_filters(covers, INTEGER, "A line that it cites, in any of its places.")
    line__gt, line__gte, line__lt, line__lte = range_filters(
        LINES, INTEGER, "The lines that it cites, in its first place."
    )
    line__isnull = IsNullFilter(LINES.is_null(), "The lines that it cites.")
    source, source__in, source__isnull = references("source", "Who says so.", Source.RESOURCE)
    modality, modality__in, modality__isnull = choice_filters(
        "modality", Modality, "Stated as a fact, planned, claimed or proposed."
    )
    as_of, as_of__in, as_of__isnull = dates("as_of", "When it held.")
    as_of__gt, as_of__gte, as_of__lt, as_of__lte = date_bounds("as_of", "When it held.")
    rank, rank__in, rank__isnull = choice_filters("rank", Rank, "Which of several values counts.")
    rank_reason, rank_reason__in, rank_reason__startswith, rank_reason__isnull = text_filters(
        ["rank_reason"], "Why the rank is not normal.", "A misprint"
    )
    note, note__in, note__startswith, note__isnull = text_filters(
        ["note"], "Our own remark.", "The article"
    )
    at = HeldAt()

    @staticmethod
    def lasts(at: DateRange) -> Q:
        """Statements that may have held at a time."""
        return lasts("as_of", "as_of", at)


class RelationFilter(FilterSet):
    """What relations are filtered by."""

    id__in = ids()
    subject, subject__in, subject__isnull = references("subject", "The record that has the role.")
    role, role__in, role__isnull = choice_filters("role", Role, "What it is to the object.")
    object, object__in, object__isnull = references(
        "object", "The record towards which it has the role."
    )
    title, title__in, title__startswith, title__isnull = text_filters(
        ["title_zh", "title_en"], "The title held.", "校長"
    )
    since, since__in, since__isnull = dates("since", "Since when.")
    since__gt, since__gte, since__lt, since__lte = date_bounds("since", "Since when.")
    until, until__in, until__isnull = dates("until", "Until when.")
    until__gt, until__gte, until__lt, until__lte = date_bounds("until", "Until when.")
    at = HeldAt()

    @staticmethod
    def lasts(at: DateRange) -> Q:
        """Relations that may have held at a time."""
        return lasts("since", "until", at)
