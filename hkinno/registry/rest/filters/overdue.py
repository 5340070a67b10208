"""The filter `is_overdue`: plans for a time that is past, without later evidence."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from hkinno.api.filters.base import IsNullFilter
from hkinno.registry.models import Record, record_models
from hkinno.registry.vocabularies.record_terms import FUTURE_STAGES


def today() -> date:
    """The day in UTC, which the entity tags of responses contain."""
    return datetime.now(UTC).date()


def is_overdue(model: type[Record], day: date, of: str = "") -> Q:
    """Records in a future stage whose planned date is past; `of` is a prefix to their columns."""
    is_past, earlier = Q(pk__in=[]), Q()
    for column in (f"{of}{name}" for name in model.PLANNED_DATES):
        is_past |= earlier & Q(**{f"{column}__fully_lt": DateRange(day, None)})
        earlier &= Q(**{f"{column}__isnull": True})
    return Q(**{f"{of}stage__in": FUTURE_STAGES}) & is_past


class OverdueFilter(IsNullFilter):
    """Records that are overdue today (`true`), or are not (`false`); of one kind, or of all."""

    def __init__(self, resource: str) -> None:
        super().__init__(Q())
        self.resource = resource

    def schema_parameter(self, name: str) -> dict[str, Any]:
        text = "Whether it is a plan for a time that is past, without later evidence."
        return super().schema_parameter(name) | {"description": text}

    def condition(self) -> Q:
        if self.resource:
            return is_overdue(record_models()[self.resource], today())
        return any_overdue(record_models().values(), today())


def any_overdue(models: Iterable[type[Record]], day: date) -> Q:
    """Records of any of these kinds that are overdue."""
    condition = Q(pk__in=[])
    for model in models:
        prefix: Any = f"as_{model._meta.model_name}__"
        condition |= is_overdue(model, day, prefix)
    return condition
