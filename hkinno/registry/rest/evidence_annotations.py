"""Expressions for `statement_count` and `last_confirmed`, and the filters by them."""

from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from hkinno.api.filters.comparison import INTEGER, ComparisonFilters
from hkinno.registry.models import Statement
from hkinno.registry.rest.filters.date import DATE
from hkinno.registry.rest.filters.reference import has_statement
from hkinno.registry.values.partial_dates import PartialDateField

STATEMENTS_OF_RECORD = Statement.objects.published().filter(subject=OuterRef("pk")).order_by()


def statement_count() -> Coalesce:
    """The number of published statements about a record."""
    counts = (
        STATEMENTS_OF_RECORD.values("subject").annotate(statements=Count("pk")).values("statements")
    )
    return Coalesce(Subquery(counts), Value(0), output_field=IntegerField())


def last_confirmed() -> Subquery:
    """The latest date on which a source was published, or accessed if it has no such date."""
    accessed = F("source__accessed")
    day = Func(accessed, accessed, Value("[]"), function="daterange")
    accessed_on = Case(
        When(source__accessed__isnull=False, then=day), output_field=PartialDateField()
    )
    dated = STATEMENTS_OF_RECORD.annotate(confirmed=Coalesce("source__published", accessed_on))
    latest = dated.exclude(confirmed=None).order_by("-confirmed").values("confirmed")[:1]
    return Subquery(latest, output_field=PartialDateField())


def statement_count_filters() -> ComparisonFilters:
    """The filters of `statement_count`."""
    text = "How many statements are about it."
    annotations = {"statement_count": statement_count()}
    return ComparisonFilters(INTEGER, text, is_nullable=False, annotations=annotations)


def last_confirmed_filters() -> ComparisonFilters:
    """The filters of `last_confirmed`, but for `__isnull`."""
    text = "The latest date of its sources."
    annotations: dict[str, Any] = {"last_confirmed": last_confirmed()}
    return ComparisonFilters(DATE, text, is_nullable=False, annotations=annotations)


def has_no_confirmation() -> Q:
    """Records without a source that has a date."""
    return ~has_statement(source__published__isnull=False) & ~has_statement(
        source__accessed__isnull=False
    )
