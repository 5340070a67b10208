"""Parsing of 昨日 and 上周, which the day of an article determines."""

from datetime import date, timedelta

from hkinno.seeds.numerals.calendar_spans import DateSpan


def parse_recent_days(text: str, published: str | None) -> list[str]:
    """The day before the article, or the week before its week, as texts of partial dates.

    `published` is a day or an interval of days; otherwise nothing is parsed. Weeks begin on Monday.
    """
    ends = (published or "").split("/")
    if any(len(end) != len("2018-06-29") for end in ends):
        return []
    first, last = date.fromisoformat(ends[0]), date.fromisoformat(ends[-1])
    if "昨日" in text:
        return [_span(first - timedelta(days=1), last - timedelta(days=1))]
    if "上周" in text:
        return [
            _span(
                first - timedelta(days=first.weekday() + 7),
                last - timedelta(days=last.weekday() + 1),
            )
        ]
    return []


def _span(first: date, last: date) -> str:
    return str(DateSpan(first.isoformat(), last.isoformat()))
