"""Comparison of a fact's value with the value that is parsed from its printed text."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hkinno.registry.models.properties import statement_properties
from hkinno.registry.values.normalize import normalize_date
from hkinno.seeds.facts import Fact
from hkinno.seeds.numerals.dates import parse_dates
from hkinno.seeds.numerals.phrases import ParsedQuantity
from hkinno.seeds.numerals.quantities import parse_quantities
from hkinno.seeds.numerals.recent_days import parse_recent_days

# A note with this prefix explains why the value differs from the printed text.
DIFFERS = "differs:"
ROUNDING_ERROR = Fraction(1, 200)  # percentage points, for shares given to two decimals


def find_mismatch(fact: Fact, published: str | None) -> str | None:
    """A message if the value cannot be parsed from the printed text and no note explains it.

    `published` is the partial date of the article. Only quantities, integers and dates are parsed.
    """
    if fact.note.lower().startswith(DIFFERS):
        return None
    match statement_properties()[fact.property].type:
        case "quantity" | "integer":
            return _quantity_mismatch(fact)
        case "date":
            return _date_mismatch(fact, published)
    return None


def _quantity_mismatch(fact: Fact) -> str | None:
    candidates = parse_quantities(fact.printed)
    value = fact.value if isinstance(fact.value, dict) else {"value": str(fact.value)}
    if any(_is_equal(value, parsed) for parsed in candidates):
        return None
    parsed_values = "; ".join(map(_format, candidates)) or "nothing"
    expected = " ".join(str(part) for part in value.values() if part is not None)
    return f"{fact.printed} is parsed as {parsed_values}, not as {expected}"


def _is_equal(value: dict[str, Any], parsed: ParsedQuantity) -> bool:
    if parsed.fraction is not None and parsed.value is None:
        error = Fraction(value["value"] or 0) - 100 * parsed.fraction
        return value.get("unit") == "percent" and abs(error) <= ROUNDING_ERROR
    return (
        _decimal(value.get("value")) == parsed.value
        and _decimal(value.get("max")) == parsed.max
        and _decimal(value.get("magnitude")) == parsed.magnitude
        and value.get("qualifier", parsed.qualifier) == parsed.qualifier
        and _is_same_unit(value, parsed)
    )


def _is_same_unit(value: dict[str, Any], parsed: ParsedQuantity) -> bool:
    """Compares printed currencies, and otherwise only whether both are percentages."""
    if parsed.currency and value.get("unit_basis") == "printed":
        return bool(value["unit"] == parsed.currency)
    is_percentage = parsed.kind in ("percent", "fraction")
    return "unit" not in value or is_percentage == (value["unit"] == "percent")


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _format(parsed: ParsedQuantity) -> str:
    value = str(parsed.magnitude or parsed.fraction if parsed.value is None else parsed.value)
    value += f" to {parsed.max}" if parsed.max is not None else ""
    return " ".join(filter(None, [parsed.qualifier, value, parsed.currency, parsed.kind]))


def _date_mismatch(fact: Fact, published: str | None) -> str | None:
    parsed = parse_dates(fact.printed, published) + parse_recent_days(fact.printed, published)
    dates = [normalize_date(text) for text in parsed]
    if fact.value in dates or (not dates and fact.note):
        return None
    return f"{fact.printed} is parsed as {', '.join(dates) or 'no date'}, not as {fact.value}"
