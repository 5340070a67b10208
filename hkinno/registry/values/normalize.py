"""The value of a fact, brought into the shape that the API accepts for its property."""

from decimal import Decimal, InvalidOperation

from hkinno.registry.models.properties import statement_properties
from hkinno.registry.values.partial_dates import parse, text_of
from hkinno.registry.values.quantities import quantity
from hkinno.registry.vocabularies.record_terms import AliasType, IdentifierScheme, Stage


def normalised(name: str, raw: object) -> object:
    """The value of the property `name`. Raises ValueError with what is wrong."""
    return READERS[statement_properties()[name].type](raw)


def _flag(raw: object) -> bool:
    if raw is not True:
        raise ValueError("exists is true, or is not said")
    return True


def _text(raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError(f"{raw!r} is not a text")
    return raw.strip()


def _date(raw: object) -> str:
    return text_of(parse(str(raw)))


def _integer(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 0:
        raise ValueError(f"{raw!r} is not a whole number")
    return raw


def _reference(raw: object) -> dict:
    if isinstance(raw, dict) and set(raw) == {"id"}:
        raw = raw["id"]
    return {"id": _text(raw)}


def _with_keys(raw: object, needed: set[str], allowed: set[str] = frozenset()) -> dict:
    if not isinstance(raw, dict) or not needed <= set(raw) <= needed | allowed:
        raise ValueError(f"{raw!r} has not the keys {', '.join(sorted(needed))}")
    return raw


def alias(raw: object) -> dict:
    """An alias with all of its keys. Raises ValueError."""
    given = _with_keys(raw, {"value", "lang", "type"}, {"since", "until"})
    if given["type"] not in AliasType.values:
        raise ValueError(f"{given['type']!r} is not a type of alias")
    dates = {key: given.get(key) and _date(given[key]) for key in ("since", "until")}
    return {"value": _text(given["value"]), "lang": given["lang"], "type": given["type"]} | dates


def _focus(raw: object) -> dict:
    given = _with_keys(raw, {"zh-Hant", "en"})
    return {key: _text(given[key]) for key in ("zh-Hant", "en")}


def _identifier(raw: object) -> dict:
    given = _with_keys(raw, {"scheme", "id"})
    if given["scheme"] not in IdentifierScheme.values:
        raise ValueError(f"{given['scheme']!r} is not a scheme of identifiers")
    return {"scheme": given["scheme"], "id": _text(given["id"])}


def _coordinates(raw: object) -> dict:
    given = _with_keys(raw, {"latitude", "longitude"})
    try:
        numbers = {key: Decimal(str(given[key])) for key in ("latitude", "longitude")}
    except InvalidOperation as error:
        raise ValueError(f"{raw!r} are no coordinates") from error
    if not all(number.is_finite() for number in numbers.values()):
        raise ValueError(f"{raw!r} are no coordinates")
    return {key: str(number) for key, number in numbers.items()}


def _stage(raw: object) -> str:
    if raw not in Stage.values:
        raise ValueError(f"{raw!r} is not a stage")
    return raw


def _role(raw: object) -> dict:
    if isinstance(raw, str):
        raw = {"id": raw}
    given = _with_keys(raw, {"id"}, {"title_zh", "title_en", "since", "until"})
    dates = {key: given.get(key) and _date(given[key]) for key in ("since", "until")}
    titles = {key: given.get(key) or None for key in ("title_zh", "title_en")}
    return {"id": _text(given["id"])} | titles | dates


READERS = {
    "flag": _flag,
    "text": _text,
    "date": _date,
    "integer": _integer,
    "quantity": quantity,
    "reference": _reference,
    "alias": alias,
    "focus": _focus,
    "identifier": _identifier,
    "coordinates": _coordinates,
    "stage": _stage,
    "role": _role,
}
