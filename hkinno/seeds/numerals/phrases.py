"""The reading of one printed phrase: a number with the words around it."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from hkinno.seeds.numerals.number_patterns import AFTER, BEFORE, CURRENCIES, key_of
from hkinno.seeds.numerals.numbers import loose_pair, scale, to_decimal

PERCENT_MEASURES = ("%", "成")


@dataclass(frozen=True)
class ParsedQuantity:
    """A quantity as printed.

    `kind` is `number`, `percent`, `fraction` or `ordinal`. `value` is None for `several`, which has
    a `magnitude`, and for a fraction without an exact percentage; the value of any other fraction
    is its percentage. `unit` is the measure word (元 for money of any sort), "" if there is none;
    `currency` the ISO 4217 code where the currency is printed. `text` is what was read.
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


def read(match: re.Match[str]) -> ParsedQuantity | None:
    """The quantity of one phrase; None if its numeral is none (十二五)."""
    if match["half"] or match["part"]:
        quantity = _fraction(match)
    elif match["first"]:
        quantity = ParsedQuantity(Decimal(1), kind="ordinal")
    elif match["number"]:
        quantity = _number(match)
    else:
        quantity = _several(scale(match["counted"] or match["several"]))
    if quantity is None:
        return None
    currencies = (key_of(match, group, CURRENCIES) for group in ("paid_in", "measure", "money"))
    currency = next(filter(None, currencies), None)
    return replace(
        quantity,
        qualifier=_qualifier(match, quantity.qualifier),
        unit="元" if currency else quantity.unit or match["measure"] or "",
        currency=currency,
        text=match[0],
    )


def _qualifier(match: re.Match[str], own: str) -> str:
    if own == "several":
        return own
    own = None if own == "exact" else own
    return key_of(match, "before", BEFORE) or own or key_of(match, "after", AFTER) or "exact"


def _several(magnitude: Decimal) -> ParsedQuantity:
    return ParsedQuantity(None, qualifier="several", magnitude=magnitude)


def _fraction(match: re.Match[str]) -> ParsedQuantity | None:
    whole = Decimal(2) if match["half"] else to_decimal(match["whole"])
    part = Decimal(1) if match["half"] else to_decimal(match["part"])
    if not whole or part is None:
        return None
    if whole == 100:
        return ParsedQuantity(part, unit="%", kind="percent")
    fraction = Fraction(part) / Fraction(whole)
    percent = 100 * part / whole
    exact = percent if Fraction(percent) == 100 * fraction else None
    return ParsedQuantity(exact, kind="fraction", fraction=fraction)


def _number(match: re.Match[str]) -> ParsedQuantity | None:
    pair = loose_pair(match["number"])
    values = [to_decimal(numeral) for numeral in pair or [match["number"]]]
    if None in values:
        return None
    tenths = 10 if match["measure"] == "成" else 1  # 三成 is 30 per cent
    low, *high = (value * scale(match["scale"] or "") * tenths for value in values)
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
        qualifier="about" if pair else "over" if match["more"] else "exact",
        unit="%" if is_percent else "",
        kind="percent" if is_percent else "number",
    )
