"""Parsing of numerals as printed in Chinese newspapers: Arabic, Chinese or mixed (`3,000萬`).

A Chinese numeral is read recursively: it is split at its largest multiplier, the part before it is
the count of that multiplier, and the value of the part after it is added.
"""

import re
from decimal import Decimal

DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"零": 0, "兩": 2}
MULTIPLIERS = {
    "兆": Decimal(10**12),
    "億": Decimal(10**8),
    "萬": Decimal(10**4),
    "千": Decimal(1000),
    "百": Decimal(100),
    "十": Decimal(10),
}
MULTIPLIER = f"[{''.join(MULTIPLIERS)}]"
ARABIC = r"(?:(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
CHINESE = (
    r"[〇零一二兩三四五六七八九十百千萬億兆廿卅]+(?:點[〇零一二三四五六七八九]+[十百千萬億兆]*)?"
)
# 十 does not follow Arabic digits, and two groups of digits need a multiplier between them:
# 2017十大 and 100萬2020年 contain two numbers each.
MIXED = rf"{ARABIC}(?:[百千萬億兆]+(?:{ARABIC}[百千萬億兆]+)*)?"
NUMERAL = rf"(?:{MIXED}|{CHINESE})"

_FULL_WIDTH = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
_FULL_WIDTH_GROUPS = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_DIGIT = "[〇零一二兩三四五六七八九]"
_ADJACENT_DIGITS = re.compile(f"(?<!{_DIGIT})([一二兩三四五六七八])({_DIGIT})(?!{_DIGIT})")


def to_half_width(text: str) -> str:
    """The text with full-width digits, decimal points and percent signs converted to ASCII.

    A full-width comma is converted only as a thousands separator, between full-width digits.
    Elsewhere it separates clauses, and NFKC would join the numbers around it.
    """
    return _FULL_WIDTH_GROUPS.sub(",", text).translate(_FULL_WIDTH)


def remove_spaces(text: str) -> str:
    """The text in half width without white space, except between two digits."""
    return re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", to_half_width(text))


def to_decimal(numeral: str) -> Decimal | None:
    """The value without trailing zeros; None if this is not a numeral (十二五, 百一百)."""
    text = to_half_width(numeral).replace("廿", "二十").replace("卅", "三十")
    value = _parse(text) if re.fullmatch(NUMERAL, text) else None
    if value is None:
        return None
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


def multiplier_value(multipliers: str) -> Decimal:
    """The product of a sequence of multipliers: 10,000,000 for 千萬, 1 for an empty string."""
    value = Decimal(1)
    for multiplier in multipliers:
        value *= MULTIPLIERS[multiplier]
    return value


def split_approximate_range(numeral: str) -> tuple[str, str] | None:
    """The ends of an approximate range, 兩百 and 三百 for 兩三百; None for other numerals."""
    pairs = [
        match
        for match in _ADJACENT_DIGITS.finditer(numeral)
        if DIGITS[match[2]] == DIGITS[match[1]] + 1
    ]
    if len(pairs) != 1:
        return None
    before, after = numeral[: pairs[0].start()], numeral[pairs[0].end() :]
    return before + pairs[0][1] + after, before + pairs[0][2] + after


def _parse(text: str) -> Decimal | None:
    largest = next((multiplier for multiplier in MULTIPLIERS if multiplier in text), None)
    if largest is None:
        return _parse_digits(text)
    unit = MULTIPLIERS[largest]
    before, _, after = text.partition(largest)
    count = _parse(before) if before else Decimal(1)
    rest = _parse_remainder(after, unit)
    if count is None or rest is None or rest >= unit:
        return None
    # Only 萬 and above are counted by more than one digit (27萬億, 一百萬), unless it is Arabic.
    is_valid_count = unit >= 10**4 or count < 10 or before[0].isdigit()
    return count * unit + rest if is_valid_count else None


def _parse_remainder(after: str, unit: Decimal) -> Decimal | None:
    if not after:
        return Decimal(0)
    if len(after) == 1 and after in DIGITS and unit > 10:
        return DIGITS[after] * unit / 10  # 三萬五 is short for 三萬五千
    return _parse(after.removeprefix("零") or after)


def _parse_digits(text: str) -> Decimal | None:
    if text[0] in "0123456789":
        return Decimal(text.replace(",", ""))
    integer_part = text.partition("點")[0]
    if "兩" in integer_part and integer_part != "兩":
        return None
    return Decimal("".join("." if digit == "點" else str(DIGITS[digit]) for digit in text))
