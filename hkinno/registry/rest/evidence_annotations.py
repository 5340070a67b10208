"""What statements make of a record: how many there are, and when it was last confirmed."""

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
from hkinno.registry.rest.filters.reference import said
from hkinno.registry.values.partial_dates import PartialDateField

ABOUT_IT = Statement.objects.published().filter(subject=OuterRef("pk")).order_by()


def statement_count() -> Coalesce:
    """How many published statements there are about a record."""
    counted = ABOUT_IT.values("subject").annotate(statements=Count("pk")).values("statements")
    return Coalesce(Subquery(counted), Value(0), output_field=IntegerField())


def last_confirmed() -> Subquery:
    """The latest date of a record's sources: of publication, else of our looking at it."""
    accessed = F("source__accessed")
    day = Func(accessed, accessed, Value("[]"), function="daterange")
    looked_at = Case(
        When(source__accessed__isnull=False, then=day), output_field=PartialDateField()
    )
    dated = ABOUT_IT.annotate(confirmed=Coalesce("source__published", looked_at))
    latest = dated.exclude(confirmed=None).order_by("-confirmed").values("confirmed")[:1]
    return Subquery(latest, output_field=PartialDateField())


def statement_count_filters() -> ComparisonFilters:
    """The filters of `statement_count`."""
    text = "How many statements there are about it."
    annotations = {"statement_count": statement_count()}
    return ComparisonFilters(INTEGER, text, is_nullable=False, annotations=annotations)


def last_confirmed_filters() -> ComparisonFilters:
    """The filters of `last_confirmed`, but for `__isnull`."""
    text = "The latest date of its sources."
    annotations = {"last_confirmed": last_confirmed()}
    return ComparisonFilters(DATE, text, is_nullable=False, annotations=annotations)


def never_confirmed() -> Q:
    """Records of which no source has a date."""
    return ~said(source__published__isnull=False) & ~said(source__accessed__isnull=False)
