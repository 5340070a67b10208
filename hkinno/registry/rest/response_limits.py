"""How much an answer shows whole beside its rows, and where that is too much."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from hkinno.api.errors.field_errors import FieldError
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.sparse_fields import EXPAND, FieldTree

MOST = 5000  # records and statements, each as often as it is shown


def refuse_too_many(count: int) -> None:
    """Raise a Refusal where so many are more than one answer may show whole."""
    if count > MOST:
        detail = _("More than %(most)s records would be shown whole: ask for fewer rows.")
        raise invalid_parameters([FieldError("limit-exceeded", detail % {"most": MOST}, EXPAND)])


def weight(rows: Iterable[dict], expanded: FieldTree) -> int:
    """How many records and statements are shown whole in rows.

    The same object may stand in many places, and is weighed once.
    """
    known: dict[int, int] = {}

    def of(row: dict, expanded: FieldTree) -> int:
        if id(row) not in known:
            known[id(row)] = sum(
                1 + of(each, below) for path, below in expanded.items() for each in found(row, path)
            )
        return known[id(row)]

    return sum(of(row, expanded) for row in rows)


def places(rows: Iterable[dict], path: str) -> Iterator[tuple[Any, Any]]:
    """Where records stand: the object or list that holds each, and under which key.

    Rows of another resource may lack the path.
    """
    *before, last = path.split(".")
    for name in before:
        rows = [each for row in rows for each in row.get(name, ())]
    for row in rows:
        held = row.get(last)
        if isinstance(held, list):
            yield from ((held, index) for index in range(len(held)))
        elif held:
            yield row, last


def found(row: dict, path: str) -> Iterator[dict]:
    """The records or statements at a path of a row."""
    return (holder[key] for holder, key in places([row], path))
