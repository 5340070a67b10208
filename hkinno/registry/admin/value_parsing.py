"""What a person types, or a sheet holds, read into the form that the registry keeps."""

import json
import math

from hkinno.registry.models import Record
from hkinno.registry.values.normalize import normalised
from hkinno.registry.vocabularies.properties import PROPERTIES

DEEPEST = 8  # nothing that the registry keeps is nested half as deep


def text(raw: str) -> str:
    """As the database can hold it, each line ending in one character. Raises ValueError."""
    if "\0" in raw or any("\ud800" <= letter <= "\udfff" for letter in raw):
        raise ValueError("It has a character that is no part of any text.")
    return raw.replace("\r\n", "\n")


def json_of(raw: str) -> object:
    """What a JSON text says, held to what the database can hold. Raises ValueError."""
    try:
        read = json.loads(raw, parse_constant=_finite, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise ValueError(f"This is no JSON: {error.msg}, character {error.pos + 1}.") from error
    except RecursionError as error:
        raise ValueError("This JSON is nested too deeply.") from error
    _check_inside(read)
    return read


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:20]} is no number that can be kept.")
    return number


def _check_inside(read: object) -> None:
    left = [(read, 0)]
    while left:
        each, depth = left.pop()
        if depth > DEEPEST:
            raise ValueError("This JSON is nested too deeply.")
        if isinstance(each, str):
            text(each)
        elif isinstance(each, dict):
            left += [(inner, depth + 1) for pair in each.items() for inner in pair]
        elif isinstance(each, list):
            left += [(inner, depth + 1) for inner in each]


def value(raw: str) -> object:
    """The value of a statement as it is typed: `hku`, `2012-06`, `true`, or a JSON object.

    A text that reads as JSON (`"true"`) is put in quotes. Raises ValueError.
    """
    try:
        read = json_of(raw)
    except ValueError:
        if raw.startswith("{"):
            raise
        return text(raw)
    # A year, or a number in a text, is text that JSON would read as a number.
    return read if isinstance(read, dict | bool | str) else raw


def shown(kept: object) -> str:
    """The shortest text that `value` reads as the same."""
    if isinstance(kept, dict) and {key for key in kept if kept[key] is not None} == {"id"}:
        kept = kept["id"]
    return kept if _reads_as_itself(kept) else json.dumps(kept, ensure_ascii=False)


def _reads_as_itself(kept: object) -> bool:
    try:
        return isinstance(kept, str) and value(kept) == kept
    except ValueError:
        return False


def stated(name: str, read: object) -> object:
    """The value in the one form of its property. Raises ValueError."""
    if PROPERTIES[name].type == "integer" and isinstance(read, str) and read.isdecimal():
        read = int(read)
    return normalised(name, read)


def check_subject(name: str, resource: str) -> None:
    """That the property can be said of a record of `resource`. Raises ValueError."""
    rule = PROPERTIES[name]
    if resource not in rule.resources:
        raise ValueError(f"{rule.label} is not said of {resource}.")


def check_target(name: str, kept: object) -> None:
    """That a reference leads to a record of the right kind; one query. Raises ValueError."""
    rule = PROPERTIES[name]
    if rule.type not in ("reference", "role"):
        return
    known = Record.objects.filter(pk=kept["id"]).values_list("resource", flat=True).first()
    if known is None:
        raise ValueError(f"There is no record {kept['id']}: add it first.")
    if known not in rule.target:
        wanted = " or ".join(sorted(rule.target))
        raise ValueError(f"{kept['id']} is of {known}; {rule.label} is a record of {wanted}.")
