"""Filters by reference: the ids of published records, and the nearest to one that is misspelt."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When
from django_filters import Filter

from hkinno.api.filters.base import FieldFilters, IsNullFilter, ValuesFilter, value_filters
from hkinno.api.filters.choice import count_values
from hkinno.api.filters.form_fields import ValuesField, raise_invalid_choices
from hkinno.registry.models import Record, Statement, record_models
from hkinno.registry.models.record import SLUG
from hkinno.registry.vocabularies.record_terms import Status

ID = {"type": "string", "pattern": SLUG}
# Of the ids before and after a misspelt one, as many are compared with it.
NEIGHBOURS = 500


class ReferencesField(ValuesField):
    """Ids of published records of some resources."""

    def __init__(self, *, resources: Iterable[str], **options) -> None:
        super().__init__(**options)
        self.resources = resources

    def validate(self, values: list[str] | None) -> None:
        records = Record.objects.published().filter(resource__in=self.resources)
        known = set(records.filter(pk__in=values or ()).values_list("pk", flat=True))
        unknown = [value for value in values or () if value not in known]
        near = {key for value in unknown for key in neighbours(records, value)}
        raise_invalid_choices(unknown, sorted(near))


def neighbours(records: QuerySet, key: str) -> Iterable[str]:
    """The ids that stand around `key` in the order of the alphabet: an index gives them."""
    ids = records.values_list("pk", flat=True)
    return [
        *ids.filter(pk__gte=key).order_by("pk")[:NEIGHBOURS],
        *ids.filter(pk__lt=key).order_by("-pk")[:NEIGHBOURS],
    ]


class AnyRecordOf(ValuesFilter):
    """Rows that refer to one of the records given; without `resources`, to any record."""

    field_class = ReferencesField

    def __init__(self, column: str, resources: Iterable[str], description: str, **options) -> None:
        wanted = [resource for resource in record_models() if resource in resources]
        example = record_models()[wanted[0]].EXAMPLE_ID
        super().__init__(column, ID, description, example, resources=wanted, **options)

    def count_values(self, queryset: QuerySet, at: Any) -> dict[str | None, int]:
        """How many rows refer to each record; None where the API shows null."""
        return count_values(queryset, shown(self.field_name))

    def get_labels(self, ids: Iterable[str]) -> dict[str, dict[str, str | None]]:
        """What records are called, in both languages."""
        names = Record.objects.filter(pk__in=ids).values_list("pk", "name_zh", "name_en")
        return {key: {"zh-Hant": zh or None, "en": en or None} for key, zh, en in names}


class SupportedByAnyOf(AnyRecordOf):
    """Records of which one of the sources given says something."""

    def condition(self, values: list[str]) -> Q:
        return said(source__in=values)

    def count_values(self, queryset: QuerySet, at: Any) -> dict[str | None, int]:
        """How many records each source speaks of."""
        subjects = queryset.order_by().values("pk")
        spoken = Statement.objects.published().filter(subject__in=subjects)
        found = dict(spoken.values_list("source").annotate(Count("subject", distinct=True)))
        without = queryset.exclude(said()).count()
        return found | ({None: without} if without else {})


def said(**by: Any) -> Q:
    """Records of which anything is said, or only by some."""
    return Q(pk__in=Statement.objects.published().filter(**by).values("subject"))


def shown(column: str) -> Case:
    """The id to which a column refers, as the API shows it: a draft is null."""
    return Case(When(**{f"{column}__status": Status.PUBLISHED}, then=F(column)))


class ReferenceFilters(FieldFilters):
    """The filters of a reference: exact, `__in`, `__isnull`. A draft is shown as null.

    `resources` are those of the records referred to; without, it may be any record.
    """

    filter_class: type[AnyRecordOf] = AnyRecordOf

    def __init__(self, description: str, *resources: str, is_nullable: bool = True) -> None:
        self.description = description
        self.resources = resources
        self.is_nullable = is_nullable

    def get_filters(self, name: str) -> dict[str, Filter]:
        make_filter = partial(self.filter_class, name, self.resources or tuple(record_models()))
        filters = value_filters(name, make_filter, self.description)
        if self.is_nullable:
            filters[f"{name}__isnull"] = IsNullFilter(self.is_null(name), self.description)
        return filters

    def is_null(self, name: str) -> Q:
        """The condition for rows that show null."""
        return ~Q(**{f"{name}__status": Status.PUBLISHED})


class SourceFilters(ReferenceFilters):
    """The filters of the sources of a record."""

    filter_class = SupportedByAnyOf

    def is_null(self, name: str) -> Q:
        return ~said()


def ids(text: str = "Any of these ids; one that nothing has is no error.") -> ValuesFilter:
    """The parameter that takes many ids at once."""
    return ValuesFilter("pk", {"type": "string"}, text, "hku", is_list=True)
