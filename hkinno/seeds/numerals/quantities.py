"""What a few printed Chinese words say of a quantity: number, range, qualifier, measure word.

Qualifiers are those of a quantity: 逾 超 多 餘 突破 `over`, 近 `nearly`, 約 左右 `about`,
至少 以上 `at-least`, 最多 以內 `up-to`, 數 幾 `several` (value null, a magnitude), otherwise
`exact`. Of two qualifiers the one in front counts; 數 and 幾 count before all. A loose pair
(兩三年) is a range that is `about`.
"""

import re
from dataclasses import replace
from decimal import Decimal

from hkinno.seeds.numerals.number_patterns import PHRASE
from hkinno.seeds.numerals.numbers import closed_up, scale
from hkinno.seeds.numerals.phrases import ParsedQuantity, read

SEPARATOR = re.compile("[至到—–～~-]")
BIG_SCALE = re.compile("[萬億兆]")
# The multipliers at the end of a numeral, not one within it (三萬五千一百).
LAST_SCALE = re.compile(r"[千萬億兆]+(?![〇零一二兩三四五六七八九十百千\d])")


def parse_quantity(printed: str) -> ParsedQuantity | None:
    """The quantity of a printed text, the first that is no ordinal if it has several."""
    found = parse_quantities(printed)
    return next((q for q in found if q.kind != "ordinal"), found[0] if found else None)


def parse_quantities(printed: str) -> list[ParsedQuantity]:
    """All quantities of a printed text in order, a range counting as one.

    A bare Chinese numeral within other words (一般, 百貨, 一帶一路) counts for none: it needs a
    measure word, or a qualifier and more than one digit (逾百), or is all there is.
    """
    text = closed_up(printed)
    all_there_is = text.strip("「」『』《》（）()")
    return [q for q in _with_ranges(text) if q.text == all_there_is or not _is_bare(q)]


def _is_bare(quantity: ParsedQuantity) -> bool:
    if quantity.kind != "number" or quantity.unit or re.search(r"\d", quantity.text):
        return False
    return quantity.value is not None and (quantity.qualifier == "exact" or quantity.value < 10)


def _with_ranges(text: str) -> list[ParsedQuantity]:
    found: list[ParsedQuantity] = []
    end = 0
    for match in PHRASE.finditer(text):
        quantity = read(match)
        if quantity is None:
            continue
        between = text[end : match.start()]
        if found and SEPARATOR.fullmatch(between) and (both := _range(found[-1], quantity)):
            found[-1] = replace(both, text=found[-1].text + between + quantity.text)
        else:
            found.append(quantity)
        end = match.end()
    return found


def _range(low: ParsedQuantity, high: ParsedQuantity) -> ParsedQuantity | None:
    """One quantity from two; what stands only at the right (萬, 間) holds for both."""
    values = [side.value for side in (low, high)]
    is_simple = low.max is None and high.max is None and None not in values
    if not is_simple or low.kind not in ("number", high.kind) or high.kind == "fraction":
        return None
    first = _scaled_like(high, low)
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


def _scaled_like(high: ParsedQuantity, low: ParsedQuantity) -> Decimal:
    """The lower end, with the scale that is printed at the upper end alone: 5至10億, 3至5成."""
    if high.text.endswith("成") and not low.unit:
        return 10 * low.value
    shared = LAST_SCALE.search(high.text)
    if low.unit or not shared or BIG_SCALE.search(low.text):
        return low.value
    for multipliers in (shared[0], shared[0].replace("千", "")):
        if low.value * scale(multipliers) < high.value:
            return low.value * scale(multipliers)
    return low.value
