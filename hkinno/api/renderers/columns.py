"""Tables: the columns of a serializer.

Names are those of database columns, in exports, in the dump and in imports: `name_zh`, `host` for
the id of the host, `budget_value`.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from rest_framework import serializers

# What a cell may hold; None is an empty cell.
Value = str | bool | int | float | date | None


def as_is(value: Any) -> Any:
    return value


class Column(NamedTuple):
    """A column: the keys that lead to a value in a row, and how a cell is made from the value.

    `path` is what `fields` selects it by; `key` is that of a value that only rows of files have. A
    column that is not `is_default` is written only if the request names it.
    """

    name: str
    path: tuple[str, ...] = ()
    convert: Callable[[Any], Any] = as_is
    is_default: bool = True
    help_text: str = ""
    key: str = ""

    def read(self, row: Mapping[str, Any]) -> Any:
        """The cell of a row: a `Value`, or a list or object; None if an object on the way is."""
        if self.key:
            return row.get(self.key)
        value: Any = row
        for key in self.path:
            value = None if value is None else value[key]
        return None if value is None else self.convert(value)

    def below(self, name: str, field: serializers.Field[Any, Any, Any, Any]) -> "Column":
        """The column as one of a field of a serializer.

        An empty name, or one that starts with `_`, is appended to that of the field.
        """
        is_own_name = self.name and not self.name.startswith("_")
        return self._replace(
            name=self.name if is_own_name else f"{name}{self.name}",
            path=(name, *self.path),
            help_text=self.help_text or str(field.help_text or ""),
        )


def serializer_columns(serializer: serializers.BaseSerializer[Any]) -> Iterator[Column]:
    """The columns of the fields of a serializer.

    They follow from the declared fields and not from the rows, so every table has the same.
    """
    for name, field in getattr(serializer, "fields", {}).items():
        for column in field_columns(field):
            yield column.below(name, field)


def field_columns(field: serializers.Field[Any, Any, Any, Any]) -> Iterator[Column]:
    """The columns of a field: those that its class declares as `columns`, or one for each key."""
    if declared := getattr(field, "columns", None):
        yield from declared
    elif isinstance(field, serializers.Serializer):
        for column in serializer_columns(field):
            yield column._replace(name=f"_{column.name}")
    else:
        is_brief = getattr(getattr(field, "child", None), "is_brief", False)
        yield Column("", convert=list_ids if is_brief else as_is)


def list_ids(items: list[dict[str, Any]]) -> list[str]:
    """The ids of records in brief."""
    return [item["id"] for item in items]
