"""Filters by reference: the ids of published records, and the nearest to one that is misspelt."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django_filters import Filter

from hkinno.api.filters import AnyOf, IsNull
from hkinno.api.values import ValuesField, refuse
from hkinno.registry.models import Record, Statement
from hkinno.registry.models.record import SLUG
from hkinno.registry.vocabularies import Resource, Status

ID = {"type": "string", "pattern": SLUG}
# Of the ids before and after a misspelt one, as many are compared with it.
NEIGHBOURS = 500


class ReferencesField(ValuesField):
    """Ids of published records, of one resource or of any."""

    def __init__(self, *, resource: Resource | None = None, **options) -> None:
        super().__init__(**options)
        self.resource = resource

    def validate(self, values: list[str] | None) -> None:
        if values is None:
            return
        records = Record.objects.published()
        if self.resource:
            records = records.filter(resource=self.resource)
        known = set(records.filter(pk__in=values).values_list("pk", flat=True))
        for value in values:
            if value not in known:
                refuse([value], neighbours(records, value))


def neighbours(records: QuerySet, key: str) -> Iterable[str]:
    """The ids that stand around `key` in the order of the alphabet: an index gives them."""
    ids = records.values_list("pk", flat=True)
    return [
        *ids.filter(pk__gte=key).order_by("pk")[:NEIGHBOURS],
        *ids.filter(pk__lt=key).order_by("-pk")[:NEIGHBOURS],
    ]


class AnyRecordOf(AnyOf):
    """Rows that refer to one of the records given."""

    field_class = ReferencesField

    def __init__(self, column: str, resource: Resource | None, text: str, **options) -> None:
        super().__init__(column, ID, text, resource=resource, **options)


class SupportedByAnyOf(AnyRecordOf):
    """Records of which one of the sources given says something."""

    def condition(self, values: list[str]) -> Q:
        return said(source__in=values)


def said(**by: Any) -> Q:
    """Records of which anything is said, or only by some."""
    return Q(pk__in=Statement.objects.published().filter(**by).values("subject"))


def references(column: str, resource: Resource | None, text: str) -> tuple[Filter, Filter, Filter]:
    """The parameters of a reference: bare, `__in`, `__isnull`. A draft is shown as null."""
    shown = Q(**{f"{column}__status": Status.PUBLISHED})
    return (
        AnyRecordOf(column, resource, f"{text} Repeated: any of them."),
        AnyRecordOf(column, resource, f"{text} Any of a list.", has_commas=True),
        IsNull(~shown, f"{text} Whether it is null."),
    )


def ids(text: str = "Any of these ids; one that nothing has is no error.") -> AnyOf:
    """The parameter that takes many ids at once."""
    return AnyOf("pk", {"type": "string"}, text, has_commas=True)
