"""What printed Chinese words say of dates, as texts of partial dates.

Only what can be computed from the words and the year of the article: 9月 without a year, 昨日,
近年, 未來幾年 and 2020年前後 give nothing. What was chosen where the words leave a choice:

- 2020年前, 2020年之前 and 最遲2020年之前 end before that year begins (`../2019`), 2020年後 begins
  after it ends; 2020年底前, 2020年或之前 and 最遲2020年 end with it.
- 年底 is the last month, 年初 the first quarter; 月初, 月中 and 月底 leave the month whole, since
  no calendar divides it so; 上旬, 中旬 and 下旬 are its days 1 to 10, 11 to 20, 21 to the last.
- 年內, 年底 and 年初 without a year are those of the article.
- 2012年起, 自2012年, 2012年以來 and 2012年至今 are open at the end.
- 未來5年至10年 and 5年內 run from the article's year to the last that they may mean, 過去3年 from
  the first. A number of years ago (10多年前) gives nothing.
"""

import re

from hkinno.seeds.numerals.date_patterns import (
    BARE_YEAR,
    BARE_YEARS,
    OTHER_END,
    PARTS,
    POINT,
    QUARTERS,
    RELATIVE_YEARS,
    THIRDS,
    YEARS_FROM_NOW,
)
from hkinno.seeds.numerals.date_spans import Span, days, months, step, whole_year
from hkinno.seeds.numerals.numbers import closed_up, loose_pair, to_decimal

MANY_YEARS = 100


def parse_dates(printed: str, horizon: str | None) -> list[str]:
    """The dates of a printed text in order, each once, as texts of partial dates.

    `horizon` is the partial date of the article, or of the heading under which the words stand;
    今年 is its year. Without one, or with one that spans years, relative words give nothing. The
    texts are as the words divide the year (2018-01/2018-06): compare the days that they mean.
    """
    text = BARE_YEARS.sub(r"\1年\2\3年", closed_up(printed))
    if bare := BARE_YEAR.fullmatch(text):
        return [bare[1]]
    now = _year_of(horizon)
    found = _points(text, now) | _years_from_now(text, now)
    return list(dict.fromkeys(found[start] for start in sorted(found)))


def _year_of(horizon: str | None) -> int | None:
    years = {end[:4] for end in (horizon or "..").split("/")}
    return int(years.pop()) if len(years) == 1 and ".." not in years else None


def _points(text: str, now: int | None) -> dict[int, str]:
    """Dates and ranges of dates, each under the place where it begins."""
    found = {}
    at = 0
    while match := POINT.search(text, at):
        at = match.end()
        span = _span(match, _year(match, now))
        other = OTHER_END.match(text, at)
        if span is None:
            continue
        last = _other_end(other, span, now) if other else None
        if last:
            at = other.end()
            if last > span.first:
                found[match.start()] = str(Span(span.first, last))
        elif date := _bounded(match, span):
            found[match.start()] = date
    return found


def _year(match: re.Match[str], now: int | None) -> int | None:
    if match["year"]:
        return int(to_decimal(match["year"]))
    return None if now is None else now + RELATIVE_YEARS[match["relative"]]


def _span(match: re.Match[str], year: int | None) -> Span | None:
    """The days that year, month and day may mean, None if the calendar has none such."""
    if year is None:
        return None
    if match["month"]:
        return _span_in_month(match, year, _number(match["month"]))
    if part := match["half"] or match["edge"]:
        return months(year, *PARTS[part])
    if match["quarter"]:
        last = 3 * QUARTERS[match["quarter"]]
        return months(year, last - 2, last)
    return whole_year(year)


def _span_in_month(match: re.Match[str], year: int, month: int) -> Span | None:
    if match["day"]:
        day = _number(match["day"])
        return days(year, month, day, day)
    if match["third"]:
        return days(year, month, *THIRDS[match["third"]])
    return months(year, month, month)


def _number(numeral: str) -> int:
    """The number of a month or day; 0, which no calendar has, for what is no numeral."""
    return int(to_decimal(numeral) or 0)


def _other_end(match: re.Match[str], begun: Span, now: int | None) -> str | None:
    """The last of a range; what it leaves out (年, 月) it shares with the first."""
    if match["last_day"] and len(begun.first) == len("2018-06-29"):
        year, month, day = int(begun.first[:4]), int(begun.first[5:7]), int(match["last_day"])
        span = days(year, month, day, day)
    elif match["year"] or match["relative"]:
        span = _span(match, _year(match, now))
    elif match["month"] or match["quarter"] or match["half"] or match["edge"]:
        span = _span(match, int(begun.first[:4]))
    else:
        span = None
    return span and span.last


def _bounded(match: re.Match[str], span: Span) -> str | None:
    """The span with what is said before and behind it: 最遲, 自, 前, 起, 後."""
    if match["vague"]:
        return None
    is_end = match["edge"] in ("底", "末") or match["month_edge"]
    if match["until"] or (match["before"] and is_end):
        return f"../{span.last}"
    if match["before"]:
        return f"../{step(span.first, -1)}"
    if match["latest"]:
        return f"../{span.last}"
    if match["after"]:
        return f"{step(span.last, 1)}/.."
    return f"{span.first}/.." if match["since"] or match["since_before"] else str(span)


def _years_from_now(text: str, now: int | None) -> dict[int, str]:
    """未來5年, 5年內 and 過去3年, each under the place where it begins."""
    found = {}
    for match in YEARS_FROM_NOW.finditer(text):
        numeral = match["other"] or match["number"]
        years = to_decimal((loose_pair(numeral) or (numeral,))[-1])
        is_from_now = now is not None and (match["way"] or match["within"])
        if not is_from_now or years is None or years % 1 or not 0 < years < MANY_YEARS:
            continue
        first, last = (now - int(years), now) if match["way"] == "過去" else (now, now + int(years))
        found[match.start()] = f"{first}/{last}"
    return found
