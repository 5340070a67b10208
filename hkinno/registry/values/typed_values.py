"""Values of statements in columns of one type each, for programs that read tables."""

from collections.abc import Callable
from typing import Any

import orjson

from hkinno.registry.models.properties import statement_properties
from hkinno.registry.values.partial_dates import first_day, last_day

VALUE_COLUMNS = {
    "value_type": "The type of the value.",
    "value_text": "The value in words or figures, of every type.",
    "value_record": "The id of the record that the value refers to.",
    "value_number": "The number of a quantity.",
    "value_max": "The upper end of a quantity that is a range.",
    "value_unit": "The unit of a quantity.",
    "value_qualifier": "How the source qualifies a quantity.",
    "value_from": "The first day that a date can mean.",
    "value_to": "The last day that a date can mean.",
}
Cells = dict[str, Any]


def typed_values(property_name: str, value: Any) -> Cells:
    """The cells of `VALUE_COLUMNS` for a value of a property; numbers are floats, days are text."""
    value_type = statement_properties()[property_name].type
    value_type = "reference" if value_type == "role" else value_type
    cells = CELLS.get(value_type, text_cells)(value)
    return dict.fromkeys(VALUE_COLUMNS) | {"value_type": value_type} | cells


def add_typed_values(statement: Cells) -> Cells:
    """The JSON of a statement with its value as JSON text, followed by the typed cells.

    One without its value stays as it is; without its property there are no typed cells.
    """
    typed: Cells = {}
    for name, content in statement.items():
        typed[name] = orjson.dumps(content).decode() if name == "value" else content
        if name == "value" and "property" in statement:
            typed |= typed_values(statement["property"], content)
    return typed


def text_cells(value: Any) -> Cells:
    return {"value_text": value if isinstance(value, str) else orjson.dumps(value).decode()}


def reference_cells(value: dict[str, Any]) -> Cells:
    return {"value_text": value["id"], "value_record": value["id"]}


def date_cells(value: str) -> Cells:
    first, last = first_day(value), last_day(value)
    return {
        "value_text": value,
        "value_from": first and first.isoformat(),
        "value_to": last and last.isoformat(),
    }


def number_cells(value: int) -> Cells:
    return {"value_text": str(value), "value_number": float(value)}


def quantity_cells(value: dict[str, Any]) -> Cells:
    number, maximum = value["value"], value["max"]
    qualifier = None if value["qualifier"] == "exact" else value["qualifier"]
    figures = "–".join(filter(None, [number or value["magnitude"], maximum]))
    return {
        "value_text": " ".join(filter(None, [qualifier, figures, value["unit"]])),
        "value_number": number and float(number),
        "value_max": maximum and float(maximum),
        "value_unit": value["unit"],
        "value_qualifier": value["qualifier"],
    }


def alias_cells(value: dict[str, Any]) -> Cells:
    return {"value_text": value["value"]}


def language_cells(value: dict[str, Any]) -> Cells:
    return {"value_text": f"{value['zh-Hant']} {value['en']}"}


def identifier_cells(value: dict[str, str]) -> Cells:
    return {"value_text": f"{value['scheme']}:{value['id']}"}


def coordinates_cells(value: dict[str, str]) -> Cells:
    return {"value_text": f"{value['latitude']}, {value['longitude']}"}


CELLS: dict[str, Callable[[Any], Cells]] = {
    "reference": reference_cells,
    "date": date_cells,
    "integer": number_cells,
    "quantity": quantity_cells,
    "alias": alias_cells,
    "focus": language_cells,
    "labels": language_cells,
    "identifier": identifier_cells,
    "coordinates": coordinates_cells,
}
