"""Columns that the exported lists of the API have, and the tables of the model do not.

Parts of amounts and identifiers are put together again. Columns that only follow from others are
not imported.
"""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from hkinno.api.renderers.columns import Column, serializer_columns
from hkinno.registry.admin.forms.value_parsing import format_json
from hkinno.registry.rest.expand import get_viewset
from hkinno.registry.values.quantities import QuantityField

IDENTIFIERS = "external_ids"
Row = dict[str, Any]


@cache
def exported_columns(model: Any) -> dict[str, Column]:
    """The columns of an exported list by name."""
    serializer_class: Any = get_viewset(model).serializer_class
    return {column.name: column for column in serializer_columns(serializer_class())}


@cache
def part_columns(model: type[models.Model]) -> dict[str, tuple[str, str]]:
    """The columns that are parts of a JSON column: the name of that one, and the key."""
    parts = {}
    for name, column in exported_columns(model).items():
        if column.path[0] == IDENTIFIERS:
            parts[name] = (IDENTIFIERS, name)
        elif is_quantity(model, column.path[0]):
            parts[name] = (column.path[0], column.path[1])
    return parts


def is_quantity(model: type[models.Model], name: str) -> bool:
    try:
        return isinstance(model._meta.get_field(name), QuantityField)
    except FieldDoesNotExist:
        return False


def derived_columns(model: type[models.Model], imported: Iterable[str]) -> set[str]:
    """The columns of an exported list that an import ignores."""
    return exported_columns(model).keys() - part_columns(model).keys() - set(imported)


def current_values(
    model: type[models.Model], columns: Collection[str], ids: Iterable[str]
) -> dict[str, Row]:
    """The values of the JSON columns that some of the `columns` are parts of, by id."""
    parts = part_columns(model)
    names = {parts[name][0] for name in columns if name in parts}
    rows = model._default_manager.filter(pk__in=ids).values("id", *names) if names else ()
    return {row["id"]: row for row in rows}


def join_parts(model: type[models.Model], row: Row, current: Row) -> None:
    """Set the JSON columns of a row from the parts that it has; other parts keep their values."""
    joined: dict[str, Row] = {}
    for part, (name, key) in part_columns(model).items():
        if row.get(part) is not None:
            value = joined.setdefault(name, dict(current.get(name) or {}))
            value[key] = parse_part(name, row[part].strip())
    for name, value in joined.items():
        present = {key: part for key, part in value.items() if part}
        if "unit" not in present:
            present.pop("unit_basis", None)
        # Parts of an amount that is gone, which the file may not have.
        is_gone = name != IDENTIFIERS and not (value.get("value") or value.get("magnitude"))
        row[name] = format_json(present) if present and not is_gone else ""


def parse_part(name: str, cell: str) -> Any:
    """The part of a JSON column in a cell: a list of identifiers, or text."""
    if name == IDENTIFIERS:
        return [identifier.strip() for identifier in cell.split(";") if identifier.strip()]
    return cell or None
