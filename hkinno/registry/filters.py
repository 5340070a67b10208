"""Filters that every list of records has, and those of places, sources and the evidence."""

from typing import Any

from django.db.models import Q, QuerySet
from django_filters import FilterSet

from hkinno.api.filters import IsNull, words
from hkinno.registry.models import PlaceKind, SourceKind
from hkinno.registry.models.world import PublishedBasis
from hkinno.registry.properties import PROPERTIES
from hkinno.registry.references import SupportedByAnyOf, ids, references, said
from hkinno.registry.roles import Role
from hkinno.registry.vocabularies import (
    Modality,
    NameBasis,
    Rank,
    Resource,
    Stage,
    Topic,
)


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
