"""Normalization of statement values: one form for each property type, as stored and served."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from hkinno.registry.models.properties import statement_properties
from hkinno.registry.values.partial_dates import parse, text_of
from hkinno.registry.values.quantities import quantity
from hkinno.registry.vocabularies.record_choices import (
    AliasType,
    IdentifierScheme,
    NameBasis,
    Stage,
)


def normalize_value(property_name: str, raw: object) -> Any:
    """The stored form of a value of the property. Raises ValueError if it is not valid."""
    return NORMALIZERS[statement_properties()[property_name].type](raw)


def normalize_date(raw: object) -> str:
    """The canonical text of a partial date; an integer is a year. Raises ValueError."""
    return text_of(parse(str(raw)))


def normalize_alias(raw: object) -> dict[str, str | None]:
    """An alias with its value, lang, type, since, until and basis. Raises ValueError."""
    alias = _check_keys(raw, {"value", "lang", "type"}, {"since", "until", "basis"})
    if alias["type"] not in AliasType.values:
        allowed = ", ".join(AliasType.values)
        raise ValueError(
            _("%(type)r is not a type of alias; use one of %(allowed)s")
            % {"type": alias["type"], "allowed": allowed}
        )
    basis = alias.get("basis") or default_basis(alias["type"])
    if basis not in NameBasis.values:
        allowed = ", ".join(NameBasis.values)
        raise ValueError(
            _("%(basis)r is not a basis of names; use one of %(allowed)s")
            % {"basis": basis, "allowed": allowed}
        )
    names = {"value": _text(alias["value"]), "lang": alias["lang"], "type": alias["type"]}
    return names | _dates(alias) | {"basis": basis}


def default_basis(alias_type: str | None) -> str:
    """What an alias claims if nothing is known of its origin."""
    is_ours = alias_type == AliasType.DESCRIPTIVE
    return str(NameBasis.DESCRIPTIVE if is_ours else NameBasis.COMMON_USAGE)


def _flag(raw: object) -> bool:
    if raw is not True:
        raise ValueError(_("exists can only be true"))
    return True


def _text(raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError(_("%(value)r is not a text") % {"value": raw})
    return raw.strip()


def _integer(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or raw < 0:
        raise ValueError(_("%(value)r is not a whole number") % {"value": raw})
    return raw


def _reference(raw: object) -> dict[str, str]:
    if isinstance(raw, dict) and set(raw) == {"id"}:
        raw = raw["id"]
    return {"id": _text(raw)}


def _check_keys(
    raw: object, required: set[str], optional: set[str] | frozenset[str] = frozenset()
) -> dict[str, Any]:
    if not isinstance(raw, dict) or not required <= set(raw) <= required | optional:
        raise ValueError(
            _("%(value)r must have the keys %(keys)s")
            % {"value": raw, "keys": ", ".join(sorted(required))}
        )
    return raw


def _dates(raw: dict[str, Any]) -> dict[str, str | None]:
    return {key: normalize_date(raw[key]) if raw.get(key) else None for key in ("since", "until")}


def _focus(raw: object) -> dict[str, str]:
    focus = _check_keys(raw, {"zh-Hant", "en"})
    return {key: _text(focus[key]) for key in ("zh-Hant", "en")}


def _identifier(raw: object) -> dict[str, str]:
    identifier = _check_keys(raw, {"scheme", "id"})
    if identifier["scheme"] not in IdentifierScheme.values:
        allowed = ", ".join(IdentifierScheme.values)
        raise ValueError(
            _("%(scheme)r is not an identifier scheme; use one of %(allowed)s")
            % {"scheme": identifier["scheme"], "allowed": allowed}
        )
    return {"scheme": identifier["scheme"], "id": _text(identifier["id"])}


def _coordinates(raw: object) -> dict[str, str]:
    """Decimal degrees as strings."""
    degrees = _check_keys(raw, {"latitude", "longitude"})
    try:
        numbers = {key: Decimal(str(degrees[key])) for key in ("latitude", "longitude")}
    except InvalidOperation as error:
        raise ValueError(
            _("%(value)r is not a latitude and a longitude") % {"value": raw}
        ) from error
    if not all(number.is_finite() for number in numbers.values()):
        raise ValueError(_("%(value)r is not a latitude and a longitude") % {"value": raw})
    return {key: str(number) for key, number in numbers.items()}


def _stage(raw: object) -> str:
    if raw not in Stage.values:
        raise ValueError(
            _("%(stage)r is not a stage; use one of %(allowed)s")
            % {"stage": raw, "allowed": ", ".join(Stage.values)}
        )
    return str(raw)


def _role(raw: object) -> dict[str, str | None]:
    """The object of a relation, with the title of a post and the dates."""
    if isinstance(raw, str):
        raw = {"id": raw}
    role = _check_keys(raw, {"id"}, {"title_zh", "title_en", "since", "until"})
    titles = {key: role.get(key) or None for key in ("title_zh", "title_en")}
    return {"id": _text(role["id"])} | titles | _dates(role)


NORMALIZERS: dict[str, Callable[[object], Any]] = {
    "flag": _flag,
    "text": _text,
    "date": normalize_date,
    "integer": _integer,
    "quantity": quantity,
    "reference": _reference,
    "alias": normalize_alias,
    "focus": _focus,
    "labels": _focus,
    "identifier": _identifier,
    "coordinates": _coordinates,
    "stage": _stage,
    "role": _role,
}
