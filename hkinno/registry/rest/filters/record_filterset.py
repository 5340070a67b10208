"""Filters that every list of records has."""

from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet
from django_filters import Filter

from hkinno.api.filters.base import FieldFilterSet, IsNullFilter
from hkinno.api.filters.choice import ChoiceFilters, ChoiceListFilters
from hkinno.api.filters.comparison import ComparisonFilters
from hkinno.api.filters.text import JSONTextFilters, TextFilters
from hkinno.registry.rest.evidence_annotations import (
    last_confirmed_filters,
    never_confirmed,
    statement_count_filters,
)
from hkinno.registry.rest.filters.alias import AnyNamed
from hkinno.registry.rest.filters.date import INSTANT, HeldAt, lasts
from hkinno.registry.rest.filters.identifier import identifier_filters
from hkinno.registry.rest.filters.place import PlaceFilters
from hkinno.registry.rest.filters.reference import ReferenceFilters, SourceFilters, ids
from hkinno.registry.rest.filters.relation import roles_of
from hkinno.registry.vocabularies.record_terms import NameBasis, Stage, Topic

REGISTERED, CHANGED = "When it was first registered.", "When anything shown of it last changed."


class RecordFilter(FieldFilterSet):
    """What every list of records is filtered by. Duplicates are left out unless asked for.

    A child says of which resource it is, and in `LIFESPAN` which dates begin and end a record.
    """

    RESOURCE: str = ""
    LIFESPAN: tuple[str, str] | None = None

    id__in = ids()
    name = TextFilters("Its name.", "InnoHK", ["name_zh", "name_en"])
    name_en_basis = ChoiceFilters(NameBasis, "Whether the English name is official.")
    aliases = JSONTextFilters(["value"], "Its other names.", "科大", AnyNamed)
    summary = TextFilters("What it is, in a sentence.", "A fund", ["summary_zh", "summary_en"])
    topics = ChoiceListFilters(Topic, "What it is about.")
    focus = JSONTextFilters(["zh-Hant", "en"], "Its fields of work.", "肝病")
    stage = ChoiceFilters(Stage, "Whether it exists.")
    place = PlaceFilters("Where it is, and what lies in that.", "places")
    website = TextFilters("Its own website.", "https://www.hku.hk/")
    external_id = identifier_filters(
        "Its identifiers in open registries: bare, prefixed, or as a URL."
    )
    source = SourceFilters("A source of what is said of it.", "sources")
    statement_count = statement_count_filters()
    last_confirmed = last_confirmed_filters()
    last_confirmed__isnull = IsNullFilter(never_confirmed(), "The latest date of its sources.")
    created_at = ComparisonFilters(INSTANT, REGISTERED, has_exact=False)
    updated_at = ComparisonFilters(INSTANT, CHANGED, has_exact=False)
    at = HeldAt()

    @classmethod
    def get_filters(cls) -> dict[str, Filter]:
        """With those that depend on the resource: wholes and duplicates of it, and its roles."""
        own = [cls.RESOURCE] if cls.RESOURCE else []
        whole = ReferenceFilters("The whole that it belongs to.", *own)
        survivor = ReferenceFilters("What it is a duplicate of.", *own)
        filters = super().get_filters()
        filters |= whole.get_filters("part_of") | survivor.get_filters("merged_into")
        return filters | roles_of(cls.RESOURCE) if cls.RESOURCE else filters

    def __init__(self, data: Any, *arguments: Any, **options: Any) -> None:
        # Only those that are asked for: to copy a hundred would cost more than the query.
        self.base_filters = {name: each for name, each in self.base_filters.items() if name in data}
        super().__init__(data, *arguments, **options)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        queryset = super().filter_queryset(queryset)
        if any(name.startswith("merged_into") for name in self.data):
            return queryset
        return queryset.filter(merged_into=None)

    @property
    def time(self) -> DateRange | None:
        """The time that is asked about."""
        return next(iter(self.form.cleaned_data.get("at") or ()), None)

    @classmethod
    def lasts(cls, at: DateRange, of: str = "") -> Q:
        """Records that their dates do not exclude at a time; `of` leads from a row to its dates."""
        return lasts(*(of + name for name in cls.LIFESPAN), at) if cls.LIFESPAN else Q()
