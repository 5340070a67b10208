"""Parsing of one match of the quantity pattern."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from hkinno.seeds.numerals.number_patterns import (
    CURRENCIES,
    QUALIFIERS_AFTER,
    QUALIFIERS_BEFORE,
    find_key,
)
from hkinno.seeds.numerals.numbers import multiplier_value, split_approximate_range, to_decimal

PERCENT_MEASURES = ("%", "成")


@dataclass(frozen=True)
class ParsedQuantity:
    """A quantity as printed.

    `kind` is `number`, `percent`, `fraction` or `ordinal`. `value` is None for `several`, which has
    a `magnitude` instead, and for a fraction that is not an exact percentage; for other fractions
    it is the percentage. `unit` is the measure word, 元 for any currency, or "". `currency` is the
    ISO 4217 code of a printed currency, `text` the matched text.
    """

    value: Decimal | None
    max: Decimal | None = None
    qualifier: str = "exact"
    magnitude: Decimal | None = None
    unit: str = ""
    currency: str | None = None
    kind: str = "number"
    fraction: Fraction | None = None
    text: str = ""


def parse_match(match: re.Match[str]) -> ParsedQuantity | None:
    """The quantity in a match of `QUANTITY`; None if its numeral is not valid (十二五)."""
    quantity: ParsedQuantity | None
    if match["half"]:
        quantity = _fraction(Decimal(1), Decimal(2))
    elif match["numerator"]:
        quantity = _fraction(to_decimal(match["numerator"]), to_decimal(match["denominator"]))
    elif match["first"]:
        quantity = ParsedQuantity(Decimal(1), kind="ordinal")
    elif match["number"]:
        quantity = _number(match)
    else:
        quantity = _several(multiplier_value(match["counted"] or match["several"]))
    if quantity is None:
        return None
    currencies = (
        find_key(match, group, CURRENCIES)
        for group in ("currency_before", "measure", "currency_after")
    )
    currency = next(filter(None, currencies), None)
    return replace(
        quantity,
        qualifier=_qualifier(match, quantity.qualifier),
        unit="元" if currency else quantity.unit or match["measure"] or "",
        currency=currency,
        text=match[0],
    )


def _qualifier(match: re.Match[str], numeral_qualifier: str) -> str:
    if numeral_qualifier == "several":
        return numeral_qualifier
    return (
        find_key(match, "before", QUALIFIERS_BEFORE)
        or (numeral_qualifier if numeral_qualifier != "exact" else None)
        or find_key(match, "after", QUALIFIERS_AFTER)
        or "exact"
    )


def _several(magnitude: Decimal) -> ParsedQuantity:
    return ParsedQuantity(None, qualifier="several", magnitude=magnitude)


def _fraction(numerator: Decimal | None, denominator: Decimal | None) -> ParsedQuantity | None:
    if not denominator or numerator is None:
        return None
    if denominator == 100:
        return ParsedQuantity(numerator, unit="%", kind="percent")
    fraction = Fraction(numerator) / Fraction(denominator)
    percent = 100 * numerator / denominator
    exact = percent if Fraction(percent) == 100 * fraction else None
    return ParsedQuantity(exact, kind="fraction", fraction=fraction)


def _number(match: re.Match[str]) -> ParsedQuantity | None:
    ends = split_approximate_range(match["number"])
    factor = multiplier_value(match["scale"] or "")
    if match["measure"] == "成":
        factor *= 10  # 三成 is 30 per cent
    values = []
    for numeral in ends or [match["number"]]:
        value = to_decimal(numeral)
        if value is None:
            return None
        values.append(value * factor)
    low, *high = values
    if match["grade"]:
        return _several(low)
    if match["ordinal"]:
        return ParsedQuantity(low, kind="ordinal")
    if match["top"]:
        return ParsedQuantity(low, qualifier="up-to", kind="ordinal")
    is_percent = match["measure"] in PERCENT_MEASURES
    return ParsedQuantity(
        low,
        max=high[0] if high else None,
        qualifier="about" if ends else "over" if match["more"] else "exact",
        unit="%" if is_percent else "",
        kind="percent" if is_percent else "number",
    )
