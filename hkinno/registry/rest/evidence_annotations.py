"""What statements make of a record: how many there are, and when it was last confirmed."""

from collections.abc import Mapping
from functools import partial

from django.db.models import (
    Case,
    Count,
    Expression,
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
from django_filters import Filter

from hkinno.api.filters.base import MatchFilter, ValueType, match_filters
from hkinno.api.filters.range import INTEGER, Comparable, range_filters, single_column
from hkinno.registry.models import Statement
from hkinno.registry.rest.filters.date import DATE, Days
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


def statement_counts() -> tuple[Filter, ...]:
    """The parameters of `statement_count`: bare, `__in`, `__gt`, `__gte`, `__lt`, `__lte`."""
    columns = {"statement_count": statement_count()}
    text = "How many statements there are about it."
    return computed(single_column("statement_count"), INTEGER, text, columns)


def last_confirmations() -> tuple[Filter, ...]:
    """The parameters of `last_confirmed`: bare, `__in`, `__gt`, `__gte`, `__lt`, `__lte`."""
    columns = {"last_confirmed": last_confirmed()}
    return computed(Days("last_confirmed"), DATE, "The latest date of its sources.", columns)


def computed(
    what: Comparable, kind: ValueType, text: str, columns: Mapping[str, Expression]
) -> tuple[Filter, ...]:
    """The parameters of a computed column: bare, `__in`, `__gt`, `__gte`, `__lt`, `__lte`."""
    make = partial(MatchFilter, columns=columns)
    return (*match_filters(what.overlaps, kind, text, make), *range_filters(what, kind, text, make))


def never_confirmed() -> Q:
    """Records of which no source has a date."""
    return ~said(source__published__isnull=False) & ~said(source__accessed__isnull=False)
