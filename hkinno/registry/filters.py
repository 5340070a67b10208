"""Filters that every list of records has, and those of places, sources and the evidence."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django_filters import Filter, FilterSet

from hkinno.api.filters import AnyOf, IsNull, words
from hkinno.api.values import ValuesField, unknown_value
from hkinno.registry.models import PlaceKind, Record, SourceKind, Statement
from hkinno.registry.models.record import SLUG
from hkinno.registry.models.world import PublishedBasis
from hkinno.registry.properties import PROPERTIES
from hkinno.registry.roles import Role
from hkinno.registry.vocabularies import (
    Modality,
    NameBasis,
    Rank,
    Resource,
    Stage,
    Status,
    Topic,
)

ID = {"type": "string", "pattern": SLUG}
# Of the ids before and after a misspelt one, as many are compared with it.
NEIGHBOURS = 500


class ReferencesField(ValuesField):
    """Ids of published records, of one resource or of any."""

    def __init__(self, *, resource: Resource | None = None, **options) -> None:
        super().__init__(**options)
        self.resource = resource

    def validate(self, values: list[str] | None) -> None:
        records = Record.objects.published()
        if self.resource:
            records = records.filter(resource=self.resource)
        known = set(records.filter(pk__in=values or ()).values_list("pk", flat=True))
        if unknown := [value for value in values or () if value not in known]:
            raise ValidationError(
                [unknown_value(value, neighbours(records, value), "unknown-record")
                 for value in unknown]
            )


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


def references(
    column: str, resource: Resource | None, text: str
) -> tuple[Filter, Filter, Filter]:
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


class RecordFilter(FilterSet):
    """What every list of records is filtered by. Duplicates are left out unless asked for."""

    id__in = ids()
    name_en_basis, name_en_basis__in, name_en_basis__isnull = words(
        "name_en_basis", NameBasis.values, "Whether the English name is official."
    )
    topics, topics__in, topics__isnull = words(
        "topics", Topic.values, "What it is about.", null=Q(topics=[]), lookup="overlap"
    )
    stage, stage__in, stage__isnull = words("stage", Stage.values, "Whether it exists.")
    place, place__in, place__isnull = references("place", Resource.PLACES, "Where it is.")
    part_of, part_of__in, part_of__isnull = references(
        "part_of", None, "The whole that it belongs to."
    )
    merged_into, merged_into__in, merged_into__isnull = references(
        "merged_into", None, "The record that it is a duplicate of."
    )
    source = SupportedByAnyOf(
        "source", Resource.SOURCES, "A source of what is said of it. Repeated: any of them."
    )
    source__in = SupportedByAnyOf(
        "source", Resource.SOURCES, "Any of a list of sources.", has_commas=True
    )
    source__isnull = IsNull(~said(), "Whether nothing is said of it.")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # A whole and a survivor are of the same resource as the list.
        for name in ("part_of", "part_of__in", "merged_into", "merged_into__in"):
            self.filters[name].extra["resource"] = self.queryset.model.RESOURCE

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        queryset = super().filter_queryset(queryset)
        if any(name.startswith("merged_into") for name in self.data):
            return queryset
        return queryset.filter(merged_into=None)


class PlaceFilter(RecordFilter):
    """What places are filtered by."""

    kind, kind__in, kind__isnull = words("kind", PlaceKind.values, "What sort of place it is.")


class SourceFilter(RecordFilter):
    """What sources are filtered by."""

    kind, kind__in, kind__isnull = words("kind", SourceKind.values, "What sort of source it is.")
    published_basis, published_basis__in, published_basis__isnull = words(
        "published_basis", PublishedBasis.values, "How its date is known."
    )


class StatementFilter(FilterSet):
    """What statements are filtered by."""

    id__in = ids()
    subject, subject__in, subject__isnull = references(
        "subject", None, "The record that it is about."
    )
    property, property__in, property__isnull = words(
        "property", PROPERTIES, "The field or the role that it supports."
    )
    source, source__in, source__isnull = references("source", Resource.SOURCES, "Who says so.")
    modality, modality__in, modality__isnull = words(
        "modality", Modality.values, "Stated as a fact, planned, claimed or proposed."
    )
    rank, rank__in, rank__isnull = words("rank", Rank.values, "Which of several values counts.")


class RelationFilter(FilterSet):
    """What relations are filtered by."""

    id__in = ids()
    subject, subject__in, subject__isnull = references(
        "subject", None, "The record that has the role."
    )
    role, role__in, role__isnull = words("role", Role.values, "What it is to the object.")
    object, object__in, object__isnull = references(
        "object", None, "The record towards which it has the role."
    )
