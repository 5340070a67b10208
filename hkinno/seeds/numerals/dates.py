"""Parsing of dates in Chinese text, as texts of partial dates.

A date is parsed if the text and the year of the article determine it. 9月 without a year, 昨日,
近年, 未來幾年 and 2020年前後 are not parsed. Where a phrase is ambiguous:

- 2020年前, 2020年之前 and 最遲2020年之前 end before that year (`../2019`), 2020年後 begins after
  it. 2020年底前, 2020年或之前 and 最遲2020年 end with it.
- 年底 is December, 年初 the first quarter. 月初, 月中 and 月底 are the month, 上旬, 中旬 and 下旬
  its days 1 to 10, 11 to 20 and 21 to the last.
- 年內, 年底 and 年初 without a year belong to the year of the article.
- 2012年起, 自2012年, 2012年以來 and 2012年至今 have an open end.
- 未來5年至10年 and 5年內 run from the year of the article to the last possible year, 過去3年 from
  the first possible year. A number of years ago (10多年前) is not parsed.
"""

import re

from hkinno.seeds.numerals.calendar_spans import (
    DateSpan,
    day_span,
    month_span,
    shift_date,
    year_span,
)
from hkinno.seeds.numerals.date_patterns import (
    BARE_YEAR,
    BARE_YEAR_RANGE,
    DATE,
    DAYS_OF_THIRD,
    MONTHS_OF_PART,
    NUMBER_OF_YEARS,
    QUARTERS,
    RANGE_END,
    RELATIVE_YEARS,
)
from hkinno.seeds.numerals.numbers import remove_spaces, split_approximate_range, to_decimal

MAX_YEARS = 99


def parse_dates(text: str, reference_date: str | None) -> list[str]:
    """The distinct dates in a text in order, as texts of partial dates.

    `reference_date` is the partial date of the article or heading; 今年 is its year. If it is None
    or spans several years, relative expressions are not parsed. The result keeps the form of the
    expression (2018-01/2018-06 for 上半年); normalize before comparing.
    """
    text = BARE_YEAR_RANGE.sub(r"\1年\2\3年", remove_spaces(text))
    if bare := BARE_YEAR.fullmatch(text):
        return [bare[1]]
    reference_year = _year_of(reference_date)
    dates = _find_dates(text, reference_year)
    if reference_year is not None:
        dates |= _find_numbers_of_years(text, reference_year)
    return list(dict.fromkeys(dates[start] for start in sorted(dates)))


def _year_of(partial_date: str | None) -> int | None:
    years = {end[:4] for end in (partial_date or "..").split("/")}
    return int(years.pop()) if len(years) == 1 and ".." not in years else None


def _find_dates(text: str, reference_year: int | None) -> dict[int, str]:
    """Dates and ranges by the position where they begin."""
    dates = {}
    end = 0
    while match := DATE.search(text, end):
        end = match.end()
        span = _parse_span(match, _parse_year(match, reference_year))
        if span is None:
            continue
        range_end = RANGE_END.match(text, end)
        last = range_end and _parse_range_end(range_end, span, reference_year)
        if range_end and last:
            end = range_end.end()
            if last > span.first:
                dates[match.start()] = str(DateSpan(span.first, last))
        elif date := _apply_bound(match, span):
            dates[match.start()] = date
    return dates


def _parse_year(match: re.Match[str], reference_year: int | None) -> int | None:
    if match["year"]:
        return _to_int(match["year"])
    return None if reference_year is None else reference_year + RELATIVE_YEARS[match["relative"]]


def _parse_span(match: re.Match[str], year: int | None) -> DateSpan | None:
    """The year, or the part of it that is given; None if it does not exist."""
    if year is None:
        return None
    if match["month"]:
        return _parse_month(match, year, _to_int(match["month"]))
    if part := match["half"] or match["edge"]:
        return month_span(year, *MONTHS_OF_PART[part])
    if match["quarter"]:
        last = 3 * QUARTERS[match["quarter"]]
        return month_span(year, last - 2, last)
    return year_span(year)


def _parse_month(match: re.Match[str], year: int, month: int) -> DateSpan | None:
    if match["day"]:
        day = _to_int(match["day"])
        return day_span(year, month, day, day)
    if match["third"]:
        return day_span(year, month, *DAYS_OF_THIRD[match["third"]])
    return month_span(year, month, month)


def _to_int(numeral: str) -> int:
    """The value of a numeral; 0, which is not a month or day, if it is not one."""
    return int(to_decimal(numeral) or 0)


def _parse_range_end(
    match: re.Match[str], start: DateSpan, reference_year: int | None
) -> str | None:
    """The last year, month or day of a range; it may omit the year and month of the start."""
    span = None
    if match["last_day"] and len(start.first) == len("2018-06-29"):
        year, month, day = int(start.first[:4]), int(start.first[5:7]), int(match["last_day"])
        span = day_span(year, month, day, day)
    elif match["year"] or match["relative"]:
        span = _parse_span(match, _parse_year(match, reference_year))
    elif match["month"] or match["quarter"] or match["half"] or match["edge"]:
        span = _parse_span(match, int(start.first[:4]))
    return span and span.last


def _apply_bound(match: re.Match[str], span: DateSpan) -> str | None:
    """The span, open at one end if a word before or after it says so: 最遲, 自, 前, 起, 後."""
    if match["vague"]:
        return None
    is_end = match["edge"] in ("底", "末") or match["month_edge"]
    if match["until"] or (match["before"] and is_end):
        return f"../{span.last}"
    if match["before"]:
        return f"../{shift_date(span.first, -1)}"
    if match["latest"]:
        return f"../{span.last}"
    if match["after"]:
        return f"{shift_date(span.last, 1)}/.."
    return f"{span.first}/.." if match["since"] or match["since_before"] else str(span)


def _find_numbers_of_years(text: str, reference_year: int) -> dict[int, str]:
    """未來5年, 5年內 and 過去3年 by the position where they begin."""
    dates = {}
    for match in NUMBER_OF_YEARS.finditer(text):
        numeral = match["other"] or match["number"]
        years = to_decimal((split_approximate_range(numeral) or (numeral,))[-1])
        is_relative = match["direction"] or match["within"]
        if not is_relative or years is None or years % 1 or not 1 <= years <= MAX_YEARS:
            continue
        other_year = reference_year + int(-years if match["direction"] == "過去" else years)
        first, last = sorted([reference_year, other_year])
        dates[match.start()] = f"{first}/{last}"
    return dates
