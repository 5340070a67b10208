from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hkinno.seeds.numerals.numbers import (
    multiplier_value,
    remove_spaces,
    split_approximate_range,
    to_decimal,
    to_half_width,
)


def in_chinese(number: int) -> str:
    """The number in Chinese numerals, with 零 where required."""
    for size, word in ((10**12, "兆"), (10**8, "億"), (10**4, "萬"), (1000, "千"), (100, "百")):
        if number >= size:
            rest = number % size
            zero = "零" if 0 < rest < size // 10 else ""
            return in_chinese(number // size) + word + zero + (in_chinese(rest) if rest else "")
    tens, ones = divmod(number, 10)
    ten = ("" if tens == 1 else in_chinese(tens)) + "十" if tens else ""
    return ten + ("〇一二三四五六七八九"[ones] if ones or not tens else "")


@given(st.integers(0, 10**16 - 1))
def test_to_decimal_parses_every_chinese_numeral(number):
    # After a hundred, ten is written 一十 or 十.
    assert to_decimal(in_chinese(number)) == number
    assert to_decimal(in_chinese(number).replace("零十", "零一十")) == number


@given(st.integers(0, 10**15))
def test_to_decimal_parses_every_number_with_thousands_separators(number):
    assert to_decimal(f"{number:,}") == number
    assert to_decimal(str(number)) == number


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("28億", "2800000000"),
        ("3,000萬", "30000000"),
        ("301.38億", "30138000000"),
        ("13.50", "13.5"),
        ("27萬億", "27000000000000"),
        ("1億2,000萬", "120000000"),
        ("3千5百萬", "35000000"),
        ("１，２００", "1200"),
        ("３．２６", "3.26"),
        ("百", "100"),
        ("千萬", "10000000"),
        ("百萬億", "100000000000000"),
        ("廿三", "23"),
        ("卅", "30"),
        ("兩千零五", "2005"),
        ("一萬〇五十", "10050"),
        ("一百五", "150"),
        ("三萬五", "35000"),
        ("一億五千萬", "150000000"),
        ("二〇一八", "2018"),
        ("三點一四", "3.14"),
        ("三點五億", "350000000"),
        ("零", "0"),
        ("十", "10"),
        ("九十", "90"),
    ],
)
def test_to_decimal_reads(numeral, value):
    assert str(to_decimal(numeral)) == value


@pytest.mark.parametrize(
    "text",
    ["", "十二五", "百一百", "兩二", "一般", "12個", "三百五百", "1億3億", "二三十", "十百二五"],
)
def test_to_decimal_of_other_text_is_none(text):
    assert to_decimal(text) is None


@pytest.mark.parametrize(
    ("multipliers", "value"), [("", 1), ("十", 10), ("千萬", 10**7), ("萬億", 10**12)]
)
def test_multiplier_value_is_the_product(multipliers, value):
    assert multiplier_value(multipliers) == Decimal(value)


@pytest.mark.parametrize(
    ("numeral", "pair"),
    [
        ("兩三", ("兩", "三")),
        ("一兩", ("一", "兩")),
        ("兩三百", ("兩百", "三百")),
        ("十五六", ("十五", "十六")),
        ("一百二三十", ("一百二十", "一百三十")),
        ("二〇二三", None),
        ("三二", None),
        ("三兆零一萬", None),
        ("一二三", None),
        ("二十三", None),
        ("23", None),
    ],
)
def test_split_approximate_range_returns_both_ends(numeral, pair):
    assert split_approximate_range(numeral) == pair


def test_to_half_width_converts_commas_only_between_full_width_digits():
    assert (
        to_half_width("１，２００ ５％ ３．５ 2020，300 １，２０") == "1,200 5% 3.5 2020，300 1，20"
    )


def test_remove_spaces_keeps_a_space_between_digits():
    assert remove_spaces(" 前 ２５ 強\n2020 300\u3000個 ") == "前25強2020 300個"
