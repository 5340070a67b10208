"""Filters of text: exact, of a list, by its beginning, whether there is any."""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import and_, or_

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from hkinno.api.filters.base import IsNullFilter, MatchFilter, ValueType, match_filters

MAX_TEXT_LENGTH = 500


def parse_text(text: str) -> str:
    """Text as it is given. Raises ValueError where it is empty, or longer than any of ours."""
    if not 0 < len(text) <= MAX_TEXT_LENGTH:
        raise ValueError(text)
    return text


def text_type(example: str) -> ValueType:
    """Any text."""
    schema = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT_LENGTH}
    return ValueType(parse_text, schema, example, _("expected 1 to 500 characters."))


def text_filters(
    columns: Sequence[str], text: str, example: str
) -> tuple[Filter, Filter, Filter, Filter]:
    """The parameters of a text: bare, `__in`, `__startswith`, `__isnull`.

    `columns` are those of its languages: any may match, and null it is without all of them.
    """
    like = text_type(example)

    def equals(value: str) -> Q:
        return reduce(or_, (Q(**{column: value}) for column in columns))

    def starts(value: str) -> Q:
        return reduce(or_, (Q(**{f"{column}__startswith": value}) for column in columns))

    return (
        *match_filters(equals, like, f"{text} In any language, exactly so."),
        MatchFilter(starts, text_type(example[:2]), f"{text} In any language, how it begins."),
        IsNullFilter(reduce(and_, (Q(**{column: ""}) for column in columns)), text),
    )


def json_text_filters(
    column: str,
    keys: Sequence[str],
    text: str,
    example: str,
    make: Callable[..., Filter] = MatchFilter,
) -> tuple[Filter, Filter, Filter]:
    """The parameters of a list of objects that hold text under `keys`: bare, `__in`, `__isnull`."""

    def holds(value: str) -> Q:
        return reduce(or_, (Q(**{f"{column}__contains": [{key: value}]}) for key in keys))

    return (
        *match_filters(holds, text_type(example), f"{text} One that is exactly so.", make),
        IsNullFilter(Q(**{column: []}), text),
    )
