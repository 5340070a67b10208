"""Fields of a record that say what stage it is in, since when, and who says so."""

from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from django.utils import timezone
from rest_framework import serializers

from hkinno.api.requests import PlaceholderRequest
from hkinno.registry.models import Record
from hkinno.registry.rest.serializers.partial_date import PartialDate
from hkinno.registry.rest.serializers.references import BriefSerializer
from hkinno.registry.values.partial_dates import parse
from hkinno.registry.vocabularies.record_choices import FUTURE_STAGES, Modality, Rank


class StageEvidence(NamedTuple):
    """A dated statement that a record exists or is in its stage: see `evidence_annotations`."""

    says_stage: bool
    days: tuple[date, date]
    confirmed: str
    statement: Any


def stage_evidence(record: Record) -> list[StageEvidence]:
    """The evidence of a record's stage, the statement that counts first."""
    evidence = [
        StageEvidence(statement.property == "stage", bounds(confirmed), confirmed, statement)
        for statement in record.statements.all()
        if is_stage_evidence(statement, record) and (confirmed := confirmation_date(statement))
    ]
    evidence.sort(key=attrgetter("statement.pk"))
    return sorted(evidence, key=attrgetter("says_stage", "days"), reverse=True)


def is_stage_evidence(statement: Any, record: Record) -> bool:
    if statement.rank == Rank.DEPRECATED:
        return False
    if statement.property == "stage":
        return bool(statement.value == record.stage)
    is_believed = record.stage in FUTURE_STAGES or statement.modality == Modality.STATED
    return statement.property == "exists" and is_believed


def confirmation_date(statement: Any) -> str:
    """The date for which a statement holds, or of its source; empty if there is none."""
    source = statement.source
    return str(statement.as_of or source.published or source.accessed or "")


def bounds(partial_date: str) -> tuple[date, date]:
    """The first and last day of a partial date, as a key that sorts later dates later."""
    days = parse(partial_date)
    return days.lower or date.min, days.upper or date.max


class StageAsOfField(PartialDate):
    """The date of the statement of the stage, or else of the last confirmation."""

    def __init__(self, **options: Any) -> None:
        super().__init__(source="*", **options)

    def to_representation(self, record: Any) -> Any:
        return next((item.confirmed for item in stage_evidence(record)), None)


class StageSourceField(BriefSerializer):
    """The source of the statement that `stage_as_of` is the date of."""

    def __init__(self, **options: Any) -> None:
        super().__init__(source="*", allow_null=True, **options)

    def to_representation(self, record: Any) -> Any:
        evidence = stage_evidence(record)
        return super().to_representation(evidence[0].statement.source) if evidence else None


class LastConfirmedField(StageAsOfField):
    """The latest date on which a source says that the record exists or is in its stage."""

    def to_representation(self, record: Any) -> Any:
        latest = max(stage_evidence(record), key=attrgetter("days"), default=None)
        return latest and latest.confirmed


class OverdueField(serializers.BooleanField):
    """Whether a plan is for a time that is past.

    A stored document must not depend on the day: in its place it has the last day of the plan,
    which `documents` compares with the day of each request.
    """

    def get_attribute(self, record: Any) -> Any:
        return record.planned_until or False

    def to_representation(self, planned_until: Any) -> Any:
        if planned_until and isinstance(self.context["request"], PlaceholderRequest):
            return planned_until.isoformat()
        return bool(planned_until and planned_until < timezone.localdate())
