"""Filters for records of every kind."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, Q, QuerySet
from django.utils import timezone
from django_filters import Filter

from hkinno.api.filters.base import FieldFilterSet, IsNullFilter, MatchFilters
from hkinno.api.filters.choice import ChoiceFilters, ChoiceListFilters
from hkinno.api.filters.comparison import INTEGER, ComparisonFilters
from hkinno.api.filters.text import JSONTextFilters, TextFilters
from hkinno.registry.models import Record, record_models
from hkinno.registry.rest.evidence_annotations import (
    StageSourceFilters,
    confirmations,
    has_no_confirmation,
    last_confirmed,
    stage_as_of,
    statement_count,
)
from hkinno.registry.rest.filters.alias import AliasFilter
from hkinno.registry.rest.filters.date import (
    DATE,
    DAY,
    INSTANT,
    AtFilter,
    DatesFilter,
    known_at,
    possible_at,
)
from hkinno.registry.rest.filters.identifier import IDENTIFIER, has_identifier
from hkinno.registry.rest.filters.place import PlaceFilters
from hkinno.registry.rest.filters.reference import (
    RecordIdFilter,
    ReferenceFilters,
    SourceFilters,
    id_filter,
)
from hkinno.registry.rest.filters.relation import (
    RelationModalityFilters,
    RelationScope,
    role_filters,
)
from hkinno.registry.vocabularies.record_choices import FUTURE_STAGES, NameBasis, Stage, Topic


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
            return is_overdue(record_models()[self.resource], timezone.localdate())
        return any_overdue(record_models().values(), timezone.localdate())


def any_overdue(models: Iterable[type[Record]], day: date) -> Q:
    """Records of any of these kinds that are overdue."""
    condition = Q(pk__in=[])
    for model in models:
        prefix: Any = f"as_{model._meta.model_name}__"
        condition |= is_overdue(model, day, prefix)
    return condition


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
    stage_as_of = ComparisonFilters(
        DATE,
        "The date of the statement of its stage.",
        is_nullable=False,
        annotations={"stage_as_of": stage_as_of()},
    )
    stage_as_of__isnull = IsNullFilter(has_no_confirmation())
    stage_source = StageSourceFilters("The source of its stage.", "sources")
    last_reviewed = ComparisonFilters(DAY, "When somebody last looked for what became of it.")
    place = PlaceFilters("Where it is, including the parts and members of a place.", "places")
    website = TextFilters("Its own website.", "https://www.hku.hk/")
    external_id = MatchFilters(
        has_identifier,
        IDENTIFIER,
        "Its identifiers in open registries: bare, prefixed, or as a URL.",
        Q(external_ids={}),
    )
    source = SourceFilters("A source of one of its statements.", "sources")
    statement_count = ComparisonFilters(
        INTEGER,
        "How many statements are about it.",
        is_nullable=False,
        annotations={"statement_count": statement_count()},
    )
    last_confirmed = ComparisonFilters(
        DATE,
        "The latest date on which a source says that it exists or is in its stage.",
        is_nullable=False,
        annotations={"last_confirmed": last_confirmed()},
    )
    last_confirmed__isnull = IsNullFilter(has_no_confirmation())
    created_at = ComparisonFilters(INSTANT, REGISTERED, has_exact=False)
    updated_at = ComparisonFilters(INSTANT, CHANGED, has_exact=False)
    at = AtFilter()
    dates = DatesFilter()
    relation_modality = RelationModalityFilters()

    @classmethod
    def get_filters(cls) -> dict[str, Filter]:
        """Adds those that depend on the resource: `part_of`, `merged_into` and the roles."""
        own_resource = [cls.RESOURCE] if cls.RESOURCE else []
        part_of = ReferenceFilters("The record that it is part of.", *own_resource)
        merged_into = ReferenceFilters(
            "The record that this duplicate was merged into.", *own_resource
        )
        filters = super().get_filters()
        filters["is_overdue"] = OverdueFilter(cls.RESOURCE)
        filters |= part_of.get_filters("part_of") | merged_into.get_filters("merged_into")
        return filters | role_filters(cls.RESOURCE) if cls.RESOURCE else filters

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        queryset = super().filter_queryset(queryset)
        if any(name.startswith("merged_into") for name in self.data):
            return queryset
        listed: QuerySet[Any] = queryset.listed()  # type: ignore[attr-defined]  # of our models
        return listed

    @property
    def relation_scope(self) -> RelationScope:
        """Which relations filters by roles follow."""
        return RelationScope.from_params(self.data)

    @property
    def point_in_time(self) -> DateRange | None:
        """The value of `at`."""
        return self.relation_scope.at

    @classmethod
    def valid_at(cls, at: DateRange, of: str = "", *, includes_possible: bool = False) -> Q:
        """Records that existed at a time; `of` is a prefix to the names of the columns.

        By default those that are known to have existed, by their dates or by statements, but for
        plans; with `includes_possible` those whose dates do not exclude it.
        """
        if cls.LIFESPAN is None:
            return Q()
        first, last = (of + column for column in cls.LIFESPAN)
        if includes_possible:
            return possible_at(first, last, at)
        exists = ~Q(**{f"{of}stage__in": FUTURE_STAGES})
        if first == last:  # a period, not a life
            return exists & known_at([first], at)
        evidence = confirmations(of)
        return exists & known_at(
            [first, last],
            at,
            [Exists(evidence.filter(confirmed__not_gt=at))],
            [Exists(evidence.filter(confirmed__not_lt=at))],
        )
