"""Filters of fields whose values are words of a closed list, and how often each word occurs."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Protocol

from django.db.models import Count, F, Func, Q, QuerySet
from django_filters import Filter

from hkinno.api.filters.base import IsNullFilter, ValuesFilter, value_and_in
from hkinno.api.filters.form_fields import ChoicesField


class HasLabels(Protocol):
    """A term that says what it is called in both languages."""

    label: Any
    label_zh: str


class ChoiceFilter(ValuesFilter):
    """Rows whose column is one of the words given, all of a closed list.

    `terms` are the members of an enumeration, or words with what is called so.
    """

    field_class = ChoicesField

    def __init__(
        self, column: str, terms: Iterable[str] | Mapping[str, HasLabels], text: str, **options
    ) -> None:
        by_word = terms if isinstance(terms, Mapping) else {str(term): term for term in terms}
        words = list(by_word)
        items = {"type": "string", "enum": words}
        super().__init__(column, items, text, words[0], words=words, **options)
        self.terms = by_word

    def counts(self, queryset: QuerySet, at: Any) -> dict[str | None, int]:
        """How many rows have each word; None where the API shows null."""
        return count_values(queryset, F(self.field_name))

    def labels(self, words: Iterable[str]) -> dict[str, dict[str, str]]:
        """What words are called, in both languages."""
        return {
            word: {"zh-Hant": self.terms[word].label_zh, "en": str(self.terms[word].label)}
            for word in words
        }


class ChoiceListFilter(ChoiceFilter):
    """Rows whose column, a list, holds one of the words given."""

    def __init__(self, column: str, terms: Iterable[str], text: str, **options) -> None:
        super().__init__(column, terms, text, lookup="overlap", **options)

    def counts(self, queryset: QuerySet, at: Any) -> dict[str | None, int]:
        """As of a row's words each counts, there are more than rows."""
        found = count_values(queryset, Func(F(self.field_name), function="unnest"))
        without = queryset.filter(**{self.field_name: []}).count()
        return found | ({None: without} if without else {})


def count_values(queryset: QuerySet, value: Any) -> dict[str | None, int]:
    """How many rows have each value of an expression; an empty text counts as None."""
    rows = queryset.order_by().values(counted_value=value).annotate(counted_rows=Count("pk"))
    return {row["counted_value"] or None: row["counted_rows"] for row in rows}


def choice_filters(
    column: str, terms: Iterable[str] | Mapping[str, HasLabels], text: str, null: Q | None = None
) -> tuple[Filter, Filter, Filter]:
    """The parameters of a field of a closed list: bare, `__in`, `__isnull`."""
    return (
        *value_and_in(partial(ChoiceFilter, column, terms), text),
        IsNullFilter(Q(**{column: ""}) if null is None else null, text),
    )


def choice_list_filters(
    column: str, terms: Iterable[str], text: str
) -> tuple[Filter, Filter, Filter]:
    """The parameters of a field that lists words: bare, `__in`, `__isnull`."""
    return (
        *value_and_in(partial(ChoiceListFilter, column, terms), text),
        IsNullFilter(Q(**{column: []}), text),
    )
