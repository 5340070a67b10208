"""Parsing of quantities in Chinese text: number, range, qualifier, currency and measure word.

Qualifiers: 逾 超 多 餘 突破 `over`, 近 `nearly`, 約 左右 `about`, 至少 以上 `at-least`, 最多 以內
`up-to`, 數 幾 `several` (no value, but a magnitude), otherwise `exact`. One before the numeral
takes precedence over one after it, 數 and 幾 over both. Two adjacent digits (兩三年) are a range
that is `about`.
"""

import re
from dataclasses import replace
from decimal import Decimal

from hkinno.seeds.numerals.number_patterns import QUANTITY
from hkinno.seeds.numerals.numbers import multiplier_value, remove_spaces
from hkinno.seeds.numerals.phrases import ParsedQuantity, parse_match

RANGE_SEPARATOR = re.compile("[至到—–～~-]")
LARGE_MULTIPLIER = re.compile("[萬億兆]")
# Multipliers at the end of a numeral, not inside it (三萬五千一百).
LAST_MULTIPLIERS = re.compile(r"[千萬億兆]+(?![〇零一二兩三四五六七八九十百千\d])")


def parse_quantities(text: str) -> list[ParsedQuantity]:
    """All quantities in a text in order; a range is one quantity.

    A Chinese numeral can be part of a word (一般, 百貨, 一帶一路). It is parsed only if it has a
    measure word, has a qualifier and at least two digits (逾百), or is the complete text.
    """
    text = remove_spaces(text)
    complete = text.strip("「」『』《》（）()")
    return [q for q in _find_quantities(text) if q.text == complete or not _is_ambiguous(q)]


def _is_ambiguous(quantity: ParsedQuantity) -> bool:
    if quantity.kind != "number" or quantity.unit or re.search(r"\d", quantity.text):
        return False
    return quantity.value is not None and (quantity.qualifier == "exact" or quantity.value < 10)


def _find_quantities(text: str) -> list[ParsedQuantity]:
    quantities: list[ParsedQuantity] = []
    end = 0
    for match in QUANTITY.finditer(text):
        quantity = parse_match(match)
        if quantity is None:
            continue
        between = text[end : match.start()]
        combined = None
        if quantities and RANGE_SEPARATOR.fullmatch(between):
            combined = _combine_range(quantities[-1], quantity)
        if combined:
            full_text = quantities[-1].text + between + quantity.text
            quantities[-1] = replace(combined, text=full_text)
        else:
            quantities.append(quantity)
        end = match.end()
    return quantities


def _combine_range(low: ParsedQuantity, high: ParsedQuantity) -> ParsedQuantity | None:
    """A range from its ends; the multiplier and unit of the upper end can apply to both."""
    if low.max is not None or high.max is not None or low.value is None or high.value is None:
        return None
    if low.kind not in ("number", high.kind) or high.kind == "fraction":
        return None
    first = _apply_multiplier(low, low.value, high, high.value)
    if first >= high.value or (low.unit and high.unit and low.unit != high.unit):
        return None
    return replace(
        high,
        value=first,
        max=high.value,
        qualifier=high.qualifier if low.qualifier == "exact" else low.qualifier,
        unit=high.unit or low.unit,
        currency=high.currency or low.currency,
    )


def _apply_multiplier(
    low: ParsedQuantity, low_value: Decimal, high: ParsedQuantity, high_value: Decimal
) -> Decimal:
    """The lower end with a multiplier that is printed only at the upper end: 5至10億, 3至5成."""
    if high.text.endswith("成") and not low.unit:
        return 10 * low_value
    shared = LAST_MULTIPLIERS.search(high.text)
    if low.unit or not shared or LARGE_MULTIPLIER.search(low.text):
        return low_value
    for multipliers in (shared[0], shared[0].replace("千", "")):
        if low_value * multiplier_value(multipliers) < high_value:
            return low_value * multiplier_value(multipliers)
    return low_value
