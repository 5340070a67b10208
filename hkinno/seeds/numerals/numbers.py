"""Numerals as Chinese newspapers print them: Arabic, Chinese, or both in one (`3,000萬`)."""

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
# No 十 behind Arabic digits, and none without a multiplier between two groups: in 2017十大 and
# 100萬2020年 two numbers stand side by side.
MIXED = rf"{ARABIC}(?:[百千萬億兆]+(?:{ARABIC}[百千萬億兆]+)*)?"
NUMERAL = rf"(?:{MIXED}|{CHINESE})"

_FULL_WIDTH = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
_FULL_WIDTH_GROUPS = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_SCORES = {"廿": "二十", "卅": "三十"}
_DIGIT = "[〇零一二兩三四五六七八九]"
_PAIR = re.compile(f"(?<!{_DIGIT})([一二兩三四五六七八])({_DIGIT})(?!{_DIGIT})")


def half_width(text: str) -> str:
    """The text with full-width digits, points and per cent signs made ASCII.

    A full-width comma is a thousands separator only between full-width digits: elsewhere it ends a
    clause, and NFKC would join the numbers at its two sides.
    """
    return _FULL_WIDTH_GROUPS.sub(",", text).translate(_FULL_WIDTH)


def closed_up(text: str) -> str:
    """The text in half width without white space, save where it keeps two numbers apart."""
    return re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", half_width(text))


def to_decimal(numeral: str) -> Decimal | None:
    """The value of one numeral, without needless zeros; None if it is not one (十二五, 百一百)."""
    plain = half_width(numeral)
    for score, tens in _SCORES.items():
        plain = plain.replace(score, tens)
    if not re.fullmatch(NUMERAL, plain):
        return None
    value = _scaled(plain)
    if value is None:
        return None
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


def scale(multipliers: str) -> Decimal:
    """What a row of multipliers amounts to: 千萬 is ten million; an empty one is 1."""
    value = Decimal(1)
    for multiplier in multipliers:
        value *= MULTIPLIERS[multiplier]
    return value


def loose_pair(numeral: str) -> tuple[str, str] | None:
    """The two numerals of a spoken range: 兩三百 is 兩百 to 三百; None if it is no range."""
    pairs = [pair for pair in _PAIR.finditer(numeral) if DIGITS[pair[2]] == DIGITS[pair[1]] + 1]
    if len(pairs) != 1:
        return None
    before, after = numeral[: pairs[0].start()], numeral[pairs[0].end() :]
    return before + pairs[0][1] + after, before + pairs[0][2] + after


def _scaled(text: str) -> Decimal | None:
    """Split at the largest multiplier: what stands before it counts it, what stands after adds."""
    largest = next((m for m in MULTIPLIERS if m in text), None)
    if largest is None:
        return _digits(text)
    unit = MULTIPLIERS[largest]
    before, _, after = text.partition(largest)
    count = _scaled(before) if before else Decimal(1)
    rest = _remainder(after, unit)
    # A count of hundreds is one digit, but 27萬億 and 一百萬 count in any number.
    is_counted = count is not None and (unit >= 10**4 or count < 10 or before[0].isdigit())
    return count * unit + rest if is_counted and rest is not None and rest < unit else None


def _remainder(after: str, unit: Decimal) -> Decimal | None:
    if not after:
        return Decimal(0)
    if len(after) == 1 and after in DIGITS and unit > 10:
        return DIGITS[after] * unit / 10  # 三萬五 is short for 三萬五千
    return _scaled(after.removeprefix("零") or after)


def _digits(text: str) -> Decimal | None:
    if text[0] in "0123456789":
        return Decimal(text.replace(",", ""))
    whole, _, fraction = text.partition("點")
    if "兩" in whole and len(whole) > 1:
        return None
    digits = "".join(str(DIGITS[digit]) for digit in whole)
    return Decimal(digits + ("." + "".join(str(DIGITS[d]) for d in fraction) if fraction else ""))
