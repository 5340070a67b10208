"""Filters that every list of records has."""

from functools import partial
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet
from django_filters import Filter, FilterSet

from hkinno.api.filters.base import IsNullFilter, value_and_in
from hkinno.api.filters.choice import choice_filters, choice_list_filters
from hkinno.api.filters.text import json_text_filters, text_filters
from hkinno.registry.models import Source
from hkinno.registry.rest.evidence_annotations import (
    last_confirmations,
    never_confirmed,
    statement_counts,
)
from hkinno.registry.rest.filters.alias import AnyNamed
from hkinno.registry.rest.filters.date import HeldAt, instant_bounds, lasts
from hkinno.registry.rest.filters.identifier import identifiers
from hkinno.registry.rest.filters.place import places
from hkinno.registry.rest.filters.reference import SupportedByAnyOf, ids, references, said
from hkinno.registry.rest.filters.relation import named, roles_of
from hkinno.registry.vocabularies.record_terms import NameBasis, Stage, Topic

SUPPORTING = "A source of what is said of it."
REGISTERED, CHANGED = "When it was first registered.", "When anything shown of it last changed."


class RecordFilter(FilterSet):
    """What every list of records is filtered by. Duplicates are left out unless asked for.

    A child says of which resource it is, and in `LIFESPAN` which dates begin and end a record.
    """

    RESOURCE: str = ""
    LIFESPAN: tuple[str, str] | None = None

    id__in = ids()
    name, name__in, name__startswith, name__isnull = text_filters(
        ["name_zh", "name_en"], "Its name.", "InnoHK"
    )
    name_en_basis, name_en_basis__in, name_en_basis__isnull = choice_filters(
        "name_en_basis", NameBasis, "Whether the English name is official."
    )
    aliases, aliases__in, aliases__isnull = json_text_filters(
        "aliases", ["value"], "Its other names.", "科大", AnyNamed
    )
    summary, summary__in, summary__startswith, summary__isnull = text_filters(
        ["summary_zh", "summary_en"], "What it is, in a sentence.", "A fund"
    )
    topics, topics__in, topics__isnull = choice_list_filters("topics", Topic, "What it is about.")
    focus, focus__in, focus__isnull = json_text_filters(
        "focus", ["zh-Hant", "en"], "Its fields of work.", "肝病"
    )
    stage, stage__in, stage__isnull = choice_filters("stage", Stage, "Whether it exists.")
    place, place__in, place__isnull = places("Where it is, and what lies in that.")
    website, website__in, website__startswith, website__isnull = text_filters(
        ["website"], "Its own website.", "https://www.hku.hk/"
    )
    external_id, external_id__in, external_id__isnull = identifiers(
        "Its identifiers in open registries: bare, prefixed, or as a URL."
    )
    source, source__in = value_and_in(
        partial(SupportedByAnyOf, "source", [Source.RESOURCE]), SUPPORTING
    )
    source__isnull = IsNullFilter(~said(), SUPPORTING)
    (
        statement_count,
        statement_count__in,
        statement_count__gt,
        statement_count__gte,
        statement_count__lt,
        statement_count__lte,
    ) = statement_counts()
    (
        last_confirmed,
        last_confirmed__in,
        last_confirmed__gt,
        last_confirmed__gte,
        last_confirmed__lt,
        last_confirmed__lte,
    ) = last_confirmations()
    last_confirmed__isnull = IsNullFilter(never_confirmed(), "The latest date of its sources.")
    created_at__gt, created_at__gte, created_at__lt, created_at__lte = instant_bounds(
        "created_at", REGISTERED
    )
    updated_at__gt, updated_at__gte, updated_at__lt, updated_at__lte = instant_bounds(
        "updated_at", CHANGED
    )
    at = HeldAt()

    @classmethod
    def get_filters(cls) -> dict[str, Filter]:
        """With those that depend on the resource: wholes and duplicates of it, and its roles."""
        own = [cls.RESOURCE] if cls.RESOURCE else []
        wholes = references("part_of", "The whole that it belongs to.", *own)
        survivors = references("merged_into", "What it is a duplicate of.", *own)
        filters = super().get_filters() | named("part_of", wholes) | named("merged_into", survivors)
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
