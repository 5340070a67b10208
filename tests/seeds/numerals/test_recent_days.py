import pytest

from hkinno.seeds.numerals.recent_days import parse_recent_days


@pytest.mark.parametrize(
    ("text", "published", "dates"),
    [
        ("昨日", "2017-02-17", ["2017-02-16"]),
        ("昨日", "2023-02-27/2023-03-05", ["2023-02-26/2023-03-04"]),
        ("上周公布", "2023-03-01", ["2023-02-20/2023-02-26"]),
        ("上周", "2023-02-27/2023-03-05", ["2023-02-20/2023-02-26"]),
        ("今年", "2017-02-17", []),
        ("昨日", "2017", []),
        ("昨日", None, []),
    ],
)
def test_recent_days_are_counted_from_the_article(text, published, dates):
    assert parse_recent_days(text, published) == dates
