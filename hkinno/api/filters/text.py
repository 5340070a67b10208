"""Filters of text: exact, any of a list, by its beginning, null or not."""

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from hkinno.api.filters.base import (
    FieldFilters,
    IsNullFilter,
    MatchFilter,
    MatchFilters,
    ValueType,
)

MAX_TEXT_LENGTH = 500


def parse_text(text: str) -> str:
    """The text as it is. Raises ValueError if it is empty or longer than `MAX_TEXT_LENGTH`."""
    if not 0 < len(text) <= MAX_TEXT_LENGTH:
        raise ValueError(text)
    return text


def text_type(example: str) -> ValueType:
    """Any text of 1 to `MAX_TEXT_LENGTH` characters."""
    schema = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT_LENGTH}
    expected = _("expected 1 to 500 characters.")
    return ValueType(parse_text, schema, example, expected, has_commas=True)


class TextFilters(FieldFilters):
    """The filters of a text: exact, `__in`, `__startswith`, `__isnull`.

    `columns` are those of its languages, by default the field itself: any of them may match, and
    the field is null if all are empty.
    """

    def __init__(self, description: str, example: str, columns: Sequence[str] = ()) -> None:
        self.description = description
        self.example = example
        self.columns = columns

    def get_filters(self, name: str) -> dict[str, Filter]:
        columns = self.columns or [name]

        def is_equal(value: str) -> Q:
            return reduce(or_, (Q(**{column: value}) for column in columns))

        def starts(value: str) -> Q:
            return reduce(or_, (Q(**{f"{column}__startswith": value}) for column in columns))

        exact = MatchFilters(
            is_equal, text_type(self.example), f"{self.description} Exactly this, in any language."
        )
        start_type = text_type(self.example[:2])
        start = f"`{name}` starts with this, in any language."
        is_null = reduce(and_, (Q(**{column: ""}) for column in columns))
        return exact.get_filters(name) | {
            f"{name}__startswith": MatchFilter(starts, start_type, start),
            f"{name}__isnull": IsNullFilter(is_null),
        }


class JSONTextFilters(FieldFilters):
    """The filters of a list of objects with text under `keys`: contains, `__in`, `__isnull`."""

    def __init__(
        self,
        keys: Sequence[str],
        description: str,
        example: str,
        filter_class: type[MatchFilter] = MatchFilter,
    ) -> None:
        self.keys = keys
        self.description = description
        self.example = example
        self.filter_class = filter_class

    def get_filters(self, name: str) -> dict[str, Filter]:
        def contains(value: str) -> Q:
            return reduce(or_, (Q(**{f"{name}__contains": [{key: value}]}) for key in self.keys))

        value_type = text_type(self.example)
        description = f"{self.description} One that is exactly this."
        filters = MatchFilters(contains, value_type, description, None, self.filter_class)
        is_null = IsNullFilter(Q(**{name: []}))
        return filters.get_filters(name) | {f"{name}__isnull": is_null}
