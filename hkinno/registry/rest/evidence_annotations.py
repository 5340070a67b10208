"""Expressions for what follows from the statements about a record, and the filters by them."""

from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from hkinno.api.filters.choice import count_values
from hkinno.registry.models import Statement
from hkinno.registry.rest.filters.reference import ReferenceFilter, ReferenceFilters
from hkinno.registry.values.partial_dates import PartialDateField
from hkinno.registry.vocabularies.record_choices import FUTURE_STAGES, Modality, Rank, Stage

VALUE_AS_TEXT = Func("value", template="%(expressions)s #>> '{}'", output_field=TextField())
STATEMENTS_OF_RECORD = Statement.objects.published().filter(subject=OuterRef("pk")).order_by()


def statement_count() -> Coalesce:
    """The number of published statements about a record."""
    counts = (
        STATEMENTS_OF_RECORD.values("subject").annotate(statements=Count("pk")).values("statements")
    )
    return Coalesce(Subquery(counts), Value(0), output_field=IntegerField())


def confirmations(of: str = "") -> Any:
    """The statements that a record exists or is active, with the date as `confirmed`.

    That is the date for which they hold, or that of their source. `of` is a prefix to the names of
    the record's columns.
    """
    says_so = Q(property="exists") | Q(property="stage", value=Stage.ACTIVE)
    return (
        Statement.objects.published()
        .filter(says_so, subject=OuterRef(f"{of}pk"), modality=Modality.STATED)
        .exclude(rank=Rank.DEPRECATED)
        .order_by()
        .annotate(confirmed=Coalesce("as_of", "source__published"))
        .exclude(confirmed=None)
    )


def accessed_on() -> Case:
    """The day on which the source of a statement was read, as a partial date."""
    accessed = F("source__accessed")
    day = Func(accessed, accessed, Value("[]"), function="daterange")
    return Case(When(source__accessed__isnull=False, then=day), output_field=PartialDateField())


def stage_evidence() -> Any:
    """The statements that a record is in its stage, with the date as `confirmed`.

    Those of its stage; and that it exists, which of a plan may itself be planned.
    """
    is_plan = Q(subject__stage__in=FUTURE_STAGES)
    exists = Q(property="exists") & (is_plan | Q(modality=Modality.STATED))
    return (
        STATEMENTS_OF_RECORD.exclude(rank=Rank.DEPRECATED)
        .annotate(confirmed=Coalesce("as_of", "source__published", accessed_on()))
        .exclude(confirmed=None)
        .annotate(value_text=VALUE_AS_TEXT, says_stage=Q(property="stage"))
        .filter(exists | Q(says_stage=True, value_text=F("subject__stage")))
    )


def stage_as_of() -> Any:
    """The date of the latest statement of the stage; without one, that of the last confirmation."""
    latest = stage_evidence().order_by("-says_stage", "-confirmed", "pk").values("confirmed")[:1]
    return Subquery(latest, output_field=PartialDateField())


def stage_source() -> Subquery:
    """The source of the statement that `stage_as_of` is the date of."""
    return Subquery(
        stage_evidence().order_by("-says_stage", "-confirmed", "pk").values("source")[:1]
    )


def last_confirmed() -> Any:
    """The latest date on which a source says that the record exists or is in its stage."""
    latest = stage_evidence().order_by("-confirmed").values("confirmed")[:1]
    return Subquery(latest, output_field=PartialDateField())


def has_no_confirmation() -> Q:
    """Records that no dated source says to exist or to be in their stage."""
    return Q(~Exists(stage_evidence()))


class StageSourceFilter(ReferenceFilter):
    """Records whose stage is stated by one of the given sources."""

    def filter(self, queryset: QuerySet[Any], values: list[str]) -> QuerySet[Any]:
        annotated: QuerySet[Any] = queryset.alias(stage_source=stage_source())
        return annotated.filter(stage_source__in=values)

    def count_values(self, queryset: QuerySet[Any], scope: Any) -> dict[str | None, int]:
        """The number of records by the source of their stage."""
        return count_values(queryset, stage_source())


class StageSourceFilters(ReferenceFilters):
    """The filters of `stage_source`."""

    filter_class = StageSourceFilter

    def is_null(self, name: str) -> Q:
        return has_no_confirmation()
