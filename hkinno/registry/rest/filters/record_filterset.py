"""Filters for records of every kind."""

from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet
from django_filters import Filter

from hkinno.api.filters.base import FieldFilterSet, IsNullFilter
from hkinno.api.filters.choice import ChoiceFilters, ChoiceListFilters
from hkinno.api.filters.comparison import ComparisonFilters
from hkinno.api.filters.text import JSONTextFilters, TextFilters
from hkinno.registry.rest.evidence_annotations import (
    has_no_confirmation,
    last_confirmed_filters,
    statement_count_filters,
)
from hkinno.registry.rest.filters.alias import AliasFilter
from hkinno.registry.rest.filters.date import INSTANT, AtFilter, valid_at
from hkinno.registry.rest.filters.identifier import identifier_filters
from hkinno.registry.rest.filters.place import PlaceFilters
from hkinno.registry.rest.filters.reference import (
    RecordIdFilter,
    ReferenceFilters,
    SourceFilters,
    id_filter,
)
from hkinno.registry.rest.filters.relation import role_filters
from hkinno.registry.vocabularies.record_terms import NameBasis, Stage, Topic

REGISTERED, CHANGED = (
    "When it was first registered.",
    "When it, or anything shown with it, last changed.",
)


class RecordFilter(FieldFilterSet):
    """The base of the filtersets of records. Duplicates are excluded unless filtered for.

    A subclass names its resource and, in `LIFESPAN`, the columns of the first and last date.
    """

    RESOURCE: str = ""
    LIFESPAN: tuple[str, str] | None = None
    base_filters: dict[str, Filter]

    id__in = id_filter(RecordIdFilter)
    name = TextFilters("Its name.", "InnoHK", ["name_zh", "name_en"])
    name_zh_basis = ChoiceFilters(NameBasis, "Who uses the Chinese name.")
    name_en_basis = ChoiceFilters(NameBasis, "Whether the English name is official.")
    aliases = JSONTextFilters(["value"], "Its other names.", "科大", AliasFilter)
    summary = TextFilters("What it is, in one sentence.", "A fund", ["summary_zh", "summary_en"])
    topics = ChoiceListFilters(Topic, "What it is about.")
    focus = JSONTextFilters(["zh-Hant", "en"], "Its fields of work.", "肝病")
    stage = ChoiceFilters(Stage, "Whether it exists.")
    place = PlaceFilters("Where it is, including the parts and members of a place.", "places")
    website = TextFilters("Its own website.", "https://www.hku.hk/")
    external_id = identifier_filters(
        "Its identifiers in open registries: bare, prefixed, or as a URL."
    )
    source = SourceFilters("A source of one of its statements.", "sources")
    statement_count = statement_count_filters()
    last_confirmed = last_confirmed_filters()
    last_confirmed__isnull = IsNullFilter(has_no_confirmation())
    created_at = ComparisonFilters(INSTANT, REGISTERED, has_exact=False)
    updated_at = ComparisonFilters(INSTANT, CHANGED, has_exact=False)
    at = AtFilter()

    @classmethod
    def get_filters(cls) -> dict[str, Filter]:
        """Adds those that depend on the resource: `part_of`, `merged_into` and the roles."""
        own_resource = [cls.RESOURCE] if cls.RESOURCE else []
        part_of = ReferenceFilters("The record that it is part of.", *own_resource)
        merged_into = ReferenceFilters(
            "The record that this duplicate was merged into.", *own_resource
        )
        filters = super().get_filters()
        filters |= part_of.get_filters("part_of") | merged_into.get_filters("merged_into")
        return filters | role_filters(cls.RESOURCE) if cls.RESOURCE else filters

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        queryset = super().filter_queryset(queryset)
        if any(name.startswith("merged_into") for name in self.data):
            return queryset
        return queryset.filter(merged_into=None)

    @property
    def point_in_time(self) -> DateRange | None:
        """The value of `at`."""
        return next(iter(self.form.cleaned_data.get("at") or ()), None)

    @classmethod
    def valid_at(cls, at: DateRange, of: str = "") -> Q:
        """Records that existed at a time; `of` is a prefix to the names of the columns."""
        if cls.LIFESPAN is None:
            return Q()
        first, last = cls.LIFESPAN
        return valid_at(of + first, of + last, at)
