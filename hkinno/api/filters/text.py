"""Filters of text: exact, of a list, by its beginning, whether there is any."""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import and_, or_

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import Filter

from hkinno.api.filters.base import IsNull, Kind, Matching, matching

LONGEST = 500


def some_text(text: str) -> str:
    """Text as it is given. Raises ValueError where it is empty, or longer than any of ours."""
    if not 0 < len(text) <= LONGEST:
        raise ValueError(text)
    return text


def text_like(example: str) -> Kind:
    """Any text."""
    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST}
    return Kind(some_text, schema, example, _("write at least one and at most 500 characters."))


def texts(columns: Sequence[str], text: str, example: str) -> tuple[Filter, Filter, Filter, Filter]:
    """The parameters of a text: bare, `__in`, `__startswith`, `__isnull`.

    `columns` are those of its languages: any may match, and null it is without all of them.
    """
    like = text_like(example)

    def equals(value: str) -> Q:
        return reduce(or_, (Q(**{column: value}) for column in columns))

    def starts(value: str) -> Q:
        return reduce(or_, (Q(**{f"{column}__startswith": value}) for column in columns))

    return (
        *matching(equals, like, f"{text} In any language, exactly so."),
        Matching(starts, text_like(example[:2]), f"{text} In any language, how it begins."),
        IsNull(reduce(and_, (Q(**{column: ""}) for column in columns)), text),
    )


def listed_texts(
    column: str,
    keys: Sequence[str],
    text: str,
    example: str,
    make: Callable[..., Filter] = Matching,
) -> tuple[Filter, Filter, Filter]:
    """The parameters of a list of objects that hold text under `keys`: bare, `__in`, `__isnull`."""

    def holds(value: str) -> Q:
        return reduce(or_, (Q(**{f"{column}__contains": [{key: value}]}) for key in keys))

    return (
        *matching(holds, text_like(example), f"{text} One that is exactly so.", make),
        IsNull(Q(**{column: []}), text),
    )
