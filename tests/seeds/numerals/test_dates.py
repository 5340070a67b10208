import pytest

from hkinno.seeds.numerals.dates import parse_dates


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2012年", "2012"),
        ("２０１２年", "2012"),
        ("二〇一二年", "2012"),
        ("2018年6月", "2018-06"),
        ("2018年10月12日", "2018-10-12"),
        ("二〇一八年六月二十九日", "2018-06-29"),
        ("2018年十月", "2018-10"),
        ("2018年4月中", "2018-04"),
        ("2018年4月末", "2018-04"),
        ("2018年6月上旬", "2018-06-01/2018-06-10"),
        ("2020年2月下旬", "2020-02-21/2020-02-29"),
        ("2025年第三季", "2025-07/2025-09"),
        ("2025年首季", "2025-01/2025-03"),
        ("2025年第2季度", "2025-04/2025-06"),
        ("2018年上半年", "2018-01/2018-06"),
        ("2018年下半年", "2018-07/2018-12"),
        ("2017年底", "2017-12"),
        ("2017年年底", "2017-12"),
        ("2017年初", "2017-01/2017-03"),
        ("2017年內", "2017"),
        ("2020", "2020"),
        ("（2020）", "2020"),
    ],
)
def test_parse_dates_parses_a_printed_date(printed, expected):
    assert parse_dates(printed, None) == [expected]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("今年", "2017"),
        ("去年6月29日", "2016-06-29"),
        ("前年", "2015"),
        ("明年", "2018"),
        ("後年", "2019"),
        ("今年上半 年", "2017-01/2017-06"),
        ("今年年底", "2017-12"),
        ("年底", "2017-12"),
        ("年初", "2017-01/2017-03"),
        ("年內", "2017"),
        ("今年內", "2017"),
        ("未來5年", "2017/2022"),
        ("未來5年至10年", "2017/2027"),
        ("未來三至五年", "2017/2022"),
        ("兩三年內", "2017/2020"),
        ("5年之內", "2017/2022"),
        ("過去3年", "2014/2017"),
        ("今年至明年", "2017/2018"),
    ],
)
@pytest.mark.parametrize("reference_date", ["2017", "2017-02", "2017-02-22", "2017-02/2017-03"])
def test_parse_dates_relates_to_the_year_of_the_article(printed, expected, reference_date):
    assert parse_dates(printed, reference_date) == [expected]


@pytest.mark.parametrize("reference_date", [None, "2016/2017", "../2017", "2017/.."])
@pytest.mark.parametrize("printed", ["今年", "年底", "未來5年"])
def test_parse_dates_ignores_relative_words_without_a_reference_year(printed, reference_date):
    assert parse_dates(printed, reference_date) == []


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2020年前", "../2019"),
        ("2020年之前", "../2019"),
        ("最遲2018年之前", "../2017"),
        ("最遲2018年", "../2018"),
        ("2020年或之前", "../2020"),
        ("2020年底前", "../2020-12"),
        ("2018年6月底前", "../2018-06"),
        ("2018年6月前", "../2018-05"),
        ("2018年1月前", "../2017-12"),
        ("2018年3月1日前", "../2018-02-28"),
        ("2020年後", "2021/.."),
        ("2020年12月之後", "2021-01/.."),
        ("2012年起", "2012/.."),
        ("自2005年", "2005/.."),
        ("自2012年起", "2012/.."),
        ("2015年以來", "2015/.."),
        ("2015年至今", "2015/.."),
    ],
)
def test_parse_dates_parses_an_open_end(printed, expected):
    assert parse_dates(printed, None) == [expected]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2011年到2017年", "2011/2017"),
        ("2011-2017年", "2011/2017"),
        ("於2011至2017年間", "2011/2017"),
        ("1911-1912", "1911/1912"),
        ("2018年6月至9月", "2018-06/2018-09"),
        ("2018年6月12日至15日", "2018-06-12/2018-06-15"),
        ("2018年12月至2019年3月", "2018-12/2019-03"),
        ("2020年第一季至第三季", "2020-01/2020-09"),
    ],
)
def test_parse_dates_parses_a_range_with_shared_parts(printed, expected):
    assert parse_dates(printed, None) == [expected]


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "昨日",
        "9月",
        "上半年",
        "近年",
        "未來幾年",
        "10多年前",
        "數十年內",
        "未來3.5年",
        "未來十二五年",
        "未來200年",
        "連續三年",
        "回歸20周年",
        "5年至10年",
        "創科博覽2016",
        "2023-24年度",
        "2020年前後",
        "今年前三季度",
        "2018年13月",
        "2018年0月1日",
        "2018年2月30日",
        "2018年6月三三日",
        "2018年13月上旬",
        "2018年6月至3月",
        "如今年輕人",
        "目前年產",
        "100年",
    ],
)
def test_parse_dates_does_not_guess(printed):
    assert parse_dates(printed, "2017") == []


@pytest.mark.parametrize(
    "printed", ["2018年前海", "2018年內地", "2018年初創", "2018年6月12日至全國", "2018年至30日"]
)
def test_parse_dates_ignores_similar_words_after_a_date(printed):
    assert parse_dates(printed, "2017") in (["2018"], ["2018-06-12"])


def test_parse_dates_returns_distinct_dates_in_order():
    assert parse_dates("2018年、5年內、今年和2018年", "2017") == ["2018", "2017/2022", "2017"]
