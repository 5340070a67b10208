"""Whether two values of one property can both hold, and at dates that overlap."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from hkinno.registry.models.properties import statement_properties
from hkinno.registry.values.partial_dates import parse

# Of these a thing has one at a time; names and websites it may have several of.
SINGLE_VALUED = ("date", "quantity", "integer", "reference", "coordinates", "stage")
# How far a rounded number may lie from the value: 約 and 近 are printed for a tenth or so.
ROUNDED = Decimal("0.1")
Interval = tuple[Decimal, Decimal]
ENDLESS = Decimal("Infinity")


def is_single_valued(name: str) -> bool:
    """Whether two different values of the property may contradict each other."""
    rule = statement_properties()[name]
    return rule.type in SINGLE_VALUED and not rule.is_multiple


def can_both_hold(name: str, first: object, second: object, wholes: Mapping[str, str]) -> bool:
    """Whether two values of a single-valued property agree.

    `wholes` maps the id of a record to that of the whole it belongs to: a park in a district and in
    the district's city lies in one place.
    """
    return AGREE.get(statement_properties()[name].type, _are_equal)(first, second, wholes)


def overlap(first: str | None, second: str | None) -> bool:
    """Whether two partial dates share a day; an unknown one may be any."""
    if first is None or second is None:
        return True
    one, other = parse(first), parse(second)
    starts = [days.lower for days in (one, other) if days.lower]
    ends = [days.upper for days in (one, other) if days.upper]
    return not starts or not ends or max(starts) < min(ends)


def _are_equal(first: object, second: object, wholes: Mapping[str, str]) -> bool:
    return first == second


def _dates(first: str, second: str, wholes: Mapping[str, str]) -> bool:
    return overlap(first, second)


def _references(first: dict, second: dict, wholes: Mapping[str, str]) -> bool:
    one, other = first["id"], second["id"]
    return one in _with_wholes(other, wholes) or other in _with_wholes(one, wholes)


def _with_wholes(key: str, wholes: Mapping[str, str]) -> list[str]:
    chain = [key]
    while (key := wholes.get(key)) and key not in chain:
        chain.append(key)
    return chain


def _quantities(first: dict, second: dict, wholes: Mapping[str, str]) -> bool:
    """Amounts in different units cannot be compared, and so do not contradict each other."""
    if first["unit"] != second["unit"]:
        return True
    (low, high), (other_low, other_high) = _bounds(first), _bounds(second)
    return low <= other_high and other_low <= high


def _bounds(amount: dict) -> Interval:
    """The least and the most that an amount may be: several tens are 20 to 100."""
    if amount["qualifier"] == "several":
        scale = Decimal(amount["magnitude"])
        return 2 * scale, 10 * scale - scale / 10**6
    low = Decimal(amount["value"])
    return BOUNDS[amount["qualifier"]](low, Decimal(amount["max"] or low))


BOUNDS: dict[str, Callable[[Decimal, Decimal], Interval]] = {
    "exact": lambda low, high: (low, high),
    "over": lambda low, high: (low, ENDLESS),
    "at-least": lambda low, high: (low, ENDLESS),
    "up-to": lambda low, high: (Decimal(0), high),
    "nearly": lambda low, high: (low * (1 - ROUNDED), high),
    "about": lambda low, high: (low * (1 - ROUNDED), high * (1 + ROUNDED)),
}
AGREE = {"date": _dates, "reference": _references, "quantity": _quantities}
