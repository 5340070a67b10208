"""Comparison of two values of one property."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any

from hkinno.registry.models.properties import statement_properties
from hkinno.registry.values.partial_dates import parse

# Types of which a record has one value at a time. It can have several names or websites.
SINGLE_VALUED_TYPES = ("date", "quantity", "integer", "reference", "coordinates", "stage")
# The relative deviation of a number that is printed with 約 or 近 (an assumption).
TOLERANCE = Decimal("0.1")
INFINITY = Decimal("Infinity")
Interval = tuple[Decimal, Decimal]


def is_single_valued(property_name: str) -> bool:
    """Whether two different values of the property can contradict each other."""
    definition = statement_properties()[property_name]
    return definition.type in SINGLE_VALUED_TYPES and not definition.is_multiple


def can_both_hold(
    property_name: str, first: Any, second: Any, containers: Mapping[str, Collection[str]]
) -> bool:
    """Whether two values of a single-valued property are compatible.

    `containers` maps the id of a record to those of the records it is in: a record in a park is
    also in the city that the park is part of, and in the zone of which it is a member.
    """
    match statement_properties()[property_name].type:
        case "date":
            return overlap(first, second)
        case "reference":
            ids = first["id"], second["id"]
            return ids[0] in _around(ids[1], containers) or ids[1] in _around(ids[0], containers)
        case "quantity":
            return _do_quantities_overlap(first, second)
    return bool(first == second)


def overlap(first: str | None, second: str | None) -> bool:
    """Whether two partial dates have a day in common; None can be any day."""
    if first is None or second is None:
        return True
    spans = parse(first), parse(second)
    starts = [days.lower for days in spans if days.lower]
    ends = [days.upper for days in spans if days.upper]
    return bool(not starts or not ends or max(starts) < min(ends))


def _around(id: str, containers: Mapping[str, Collection[str]]) -> set[str]:
    """The id itself, and what it is in at any depth; a cycle is followed once."""
    around: set[str] = set()
    further = {id}
    while further:
        around |= further
        further = set().union(*(containers.get(inner, ()) for inner in further)) - around
    return around


def _do_quantities_overlap(first: dict[str, Any], second: dict[str, Any]) -> bool:
    """Quantities in different units cannot be compared, and so count as compatible."""
    if first["unit"] != second["unit"]:
        return True
    (low, high), (other_low, other_high) = _interval(first), _interval(second)
    return low <= other_high and other_low <= high


def _interval(quantity: dict[str, Any]) -> Interval:
    """The smallest and largest possible value: 數十 (several tens) is 20 to less than 100."""
    if quantity["qualifier"] == "several":
        magnitude = Decimal(quantity["magnitude"])
        return 2 * magnitude, 10 * magnitude - magnitude / 10**6
    low = Decimal(quantity["value"])
    return INTERVALS[quantity["qualifier"]](low, Decimal(quantity["max"] or low))


INTERVALS: dict[str, Callable[[Decimal, Decimal], Interval]] = {
    "exact": lambda low, high: (low, high),
    "over": lambda low, high: (low, INFINITY),
    "at-least": lambda low, high: (low, INFINITY),
    "up-to": lambda low, high: (Decimal(0), high),
    "nearly": lambda low, high: (low * (1 - TOLERANCE), high),
    "about": lambda low, high: (low * (1 - TOLERANCE), high * (1 + TOLERANCE)),
}
