"""How many expanded objects a response may contain."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from hkinno.api.errors.field_errors import FieldError
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.sparse_fields import EXPAND, FieldTree

MAX_EXPANDED = 5000  # records and statements, each counted as often as it occurs
Row = dict[str, Any]


def check_expanded_count(count: int) -> None:
    """Raise ProblemException if a response may not contain so many expanded objects."""
    if count > MAX_EXPANDED:
        detail = _(
            "More than %(max)s records would be expanded. Request fewer rows, or download the data "
            "dump."
        )
        error = FieldError("limit-exceeded", detail % {"max": MAX_EXPANDED}, EXPAND)
        raise invalid_parameters([error])


def count_expanded(rows: Iterable[Row], expand: FieldTree) -> int:
    """The number of expanded records and statements in the rows, at all levels."""
    # One object may occur in many rows: its content is counted once and added each time.
    counts: dict[int, int] = {}

    def count_in_row(row: Row, expand: FieldTree) -> int:
        if id(row) not in counts:
            counts[id(row)] = sum(
                1 + count_in_row(container[key], nested_expand)
                for path, nested_expand in expand.items()
                for container, key in find_slots([row], path)
            )
        return counts[id(row)]

    return sum(count_in_row(row, expand) for row in rows)


def find_slots(rows: Iterable[Row], path: str) -> Iterator[tuple[Any, Any]]:
    """Where the objects at a path are: `(container, key)`, with `container[key]` the object.

    The container is a row or a list. Rows without the path, and nulls, are skipped.
    """
    *parents, last = path.split(".")
    for name in parents:
        rows = [item for row in rows for item in row.get(name, ())]
    for row in rows:
        value = row.get(last)
        if isinstance(value, list):
            yield from ((value, index) for index in range(len(value)))
        elif value:
            yield row, last
