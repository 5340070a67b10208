from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from hkinno.seeds.numerals.phrases import ParsedQuantity
from hkinno.seeds.numerals.quantities import parse_quantities


def quantity(value=None, unit="", qualifier="exact", **more):
    return ParsedQuantity(value, unit=unit, qualifier=qualifier, **more)


def parse(printed):
    """The first quantity that is no ordinal, or else the first, without its text."""
    parsed = sorted(parse_quantities(printed), key=lambda quantity: quantity.kind == "ordinal")
    return replace(parsed[0], text="") if parsed else None


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("逾28億元", quantity(2800000000, "元", "over")),
        ("超3.7億元人民幣", quantity(370000000, "元", "over", currency="CNY")),
        ("超過120個", quantity(120, "個", "over")),
        ("突破300億元", quantity(30000000000, "元", "over")),
        ("過百名", quantity(100, "名", "over")),
        ("7,500多萬元", quantity(75000000, "元", "over")),
        ("430餘項", quantity(430, "項", "over")),
        ("30多間", quantity(30, "間", "over")),
        ("1,200多", quantity(1200, "", "over")),
        ("十多", quantity(10, "", "over")),
        ("十幾個", quantity(10, "個", "over")),
        ("一萬多宗", quantity(10000, "宗", "over")),
        ("6年多時間", quantity(6, "年", "over")),
        ("近3億元", quantity(300000000, "元", "nearly")),
        ("約2,500人", quantity(2500, "人", "about")),
        ("約合港幣9,045萬元", quantity(90450000, "元", "about", currency="HKD")),
        ("50間左右", quantity(50, "間", "about")),
        ("約千萬元", quantity(10000000, "元", "about")),
        ("至少帶來200億元", quantity(20000000000, "元", "at-least")),
        ("不少於40%", quantity(40, "%", "at-least", kind="percent")),
        ("20%或以上", quantity(20, "%", "at-least", kind="percent")),
        ("120個以上", quantity(120, "個", "at-least")),
        ("上百家", quantity(100, "家", "at-least")),
        ("最多提供500個", quantity(500, "個", "up-to")),
        ("不超過10人", quantity(10, "人", "up-to")),
        ("30歲以下", quantity(30, "歲", "up-to")),
    ],
)
def test_parse_quantities_parses_the_qualifier(printed, expected):
    assert parse(printed) == expected


@pytest.mark.parametrize(
    ("printed", "magnitude", "unit"),
    [
        ("數十億元", 10**9, "元"),
        ("投資超過數十億元", 10**9, "元"),
        ("幾十億元", 10**9, "元"),
        ("數以千計", 1000, ""),
        ("數百項目", 100, "項"),
        ("幾個", 1, "個"),
        ("億元級", 10**8, "元"),
    ],
)
def test_parse_quantities_of_several_is_a_magnitude_without_a_value(printed, magnitude, unit):
    assert parse(printed) == quantity(None, unit, "several", magnitude=magnitude)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2,000億元", quantity(200000000000, "元")),
        ("27萬億元", quantity(27000000000000, "元")),
        ("10億港元", quantity(1000000000, "元", currency="HKD")),
        ("US$5,000", quantity(5000, "元", currency="USD")),
        ("4,000萬元（人民幣，下同）", quantity(40000000, "元", currency="CNY")),
        ("6.7億支持", quantity(670000000)),
        ("65萬個", quantity(650000, "個")),
        ("「16個」", quantity(16, "個")),
        ("首3座", quantity(3, "座")),
        ("三倍", quantity(3, "倍")),
        ("九十", quantity(90)),
        ("百", quantity(100)),
        ("前3座", quantity(3, "座")),
        ("簽約3間", quantity(3, "間")),
        ("透過百家", quantity(100, "家")),
    ],
)
def test_parse_quantities_parses_number_and_measure_word(printed, expected):
    assert parse(printed) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("3.26%", quantity(Decimal("3.26"), "%", kind="percent")),
        ("５％", quantity(5, "%", kind="percent")),
        ("百分之三點五", quantity(Decimal("3.5"), "%", kind="percent")),
        ("三成", quantity(30, "%", kind="percent")),
        ("3個百分點", quantity(3, "個百分點")),
        ("一半", quantity(50, kind="fraction", fraction=Fraction(1, 2))),
        ("過半", quantity(50, "", "over", kind="fraction", fraction=Fraction(1, 2))),
        ("四分之三", quantity(75, kind="fraction", fraction=Fraction(3, 4))),
        ("三分之一", quantity(None, kind="fraction", fraction=Fraction(1, 3))),
        ("逾三分之二", quantity(None, "", "over", kind="fraction", fraction=Fraction(2, 3))),
    ],
)
def test_parse_quantities_parses_shares(printed, expected):
    assert parse(printed) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("第二位", quantity(2, "位", kind="ordinal")),
        ("全球第二", quantity(2, kind="ordinal")),
        ("首屆", quantity(1, "屆", kind="ordinal")),
        ("第49屆", quantity(49, "屆", kind="ordinal")),
        ("第二十三次", quantity(23, "次", kind="ordinal")),
        ("前 25強", quantity(25, "強", "up-to", kind="ordinal")),
    ],
)
def test_parse_quantities_parses_ranks_and_editions(printed, expected):
    assert parse(printed) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("50間至100間", quantity(50, "間", max=100)),
        ("1,000萬元至一億元", quantity(10000000, "元", max=100000000)),
        ("5至10年", quantity(5, "年", max=10)),
        ("50間至100", quantity(50, "間", max=100)),
        ("5至10億元", quantity(500000000, "元", max=1000000000)),
        ("500至1千萬", quantity(5000000, max=10000000)),
        ("三千至五萬人", quantity(3000, "人", max=50000)),
        ("三至五千人", quantity(3000, "人", max=5000)),
        ("3至5成", quantity(30, "%", max=50, kind="percent")),
        ("3%-5%", quantity(3, "%", max=5, kind="percent")),
        ("約10～20個", quantity(10, "個", "about", max=20)),
        ("10至約20個", quantity(10, "個", "about", max=20)),
        ("港幣1億至2億元", quantity(100000000, "元", max=200000000, currency="HKD")),
        ("兩三年", quantity(2, "年", "about", max=3)),
        ("十五六個", quantity(15, "個", "about", max=16)),
    ],
)
def test_parse_quantities_parses_a_range_with_shared_parts(printed, expected):
    assert parse(printed) == expected


@pytest.mark.parametrize(
    ("printed", "values"),
    [
        ("100間至50間", [100, 50]),
        ("3年至5間", [3, 5]),
        ("3間到三分之一", [3, None]),
        ("數十至100間", [None, 100]),
        ("兩三間至10間", [2, 10]),
        ("5-7-9", [5, 9]),
        ("一半至5%", [50, 5]),
    ],
)
def test_parse_quantities_of_two_separate_numbers_returns_both(printed, values):
    assert [q.value for q in parse_quantities(printed)] == values


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "一般",
        "一帶一路",
        "十二五",
        "從一到N",
        "超一流",
        "三成半",
        "零分之一",
        "十二五分之一",
        "半導體",
    ],
)
def test_words_without_a_quantity_have_none(printed):
    assert parse_quantities(printed) == []


def test_parse_quantities_returns_all_in_order_with_their_text():
    parsed = parse_quantities("首批59間，4 2020，300個、兩所")

    assert [(q.text, q.value) for q in parsed] == [
        ("首批", 1),
        ("59間", 59),
        ("4", 4),
        ("2020", 2020),
        ("300個", 300),
        ("兩所", 2),
    ]
