from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given
from hypothesis import strategies as st

from events.models import Event
from hkinno.registry.values.partial_dates import PartialDateError, PartialDateField, parse, text_of

NAMES = {"name_zh": "甲", "name_en": "A", "name_en_basis": "translation", "kind": "forum"}


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("2012", date(2012, 1, 1), date(2013, 1, 1)),
        ("2018-06", date(2018, 6, 1), date(2018, 7, 1)),
        ("2018-12", date(2018, 12, 1), date(2019, 1, 1)),
        ("2018-06-29", date(2018, 6, 29), date(2018, 6, 30)),
        ("2025-07/2025-09", date(2025, 7, 1), date(2025, 10, 1)),
        ("../2019", None, date(2020, 1, 1)),
        ("2012/..", date(2012, 1, 1), None),
    ],
)
def test_parse_returns_the_range_of_days(text, lower, upper):
    assert parse(text) == DateRange(lower, upper)
    assert text_of(parse(text)) == text


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("2012-01/2012-12", "2012"),
        ("2012-01-01/2012-01-31", "2012-01"),
        ("2018-01/2018-06", "2018/2018-06"),
        ("../2020-12", "../2020"),
        ("2012-03-05/2012-03-05", "2012-03-05"),
    ],
)
def test_text_of_a_range_is_the_shortest(long, short):
    assert text_of(parse(long)) == short


@pytest.mark.parametrize(
    ("invalid_text", "problem"),
    [
        ("soon", "'soon' is not a partial date"),
        ("0999", "'0999' is not a partial date"),
        ("9999", "'9999' is not a partial date"),
        ("２０１２", "'２０１２' is not a partial date"),
        ("2012-13", "'2012-13' is not a day of the calendar"),
        ("2019-02-29", "'2019-02-29' is not a day of the calendar"),
        ("2014/2012", "'2014/2012' ends before it begins"),
        ("../..", "a partial date is open at one end at most"),
        ("..", "'..' is not a partial date"),
        ("2012/", "'' is not a partial date"),
        ("2012/2013/2014", "'2013/2014' is not a partial date"),
    ],
)
def test_invalid_text_raises_partial_date_error(invalid_text, problem):
    with pytest.raises(PartialDateError) as error:
        parse(invalid_text)

    assert str(error.value).split(": write")[0] == problem


days = st.dates(min_value=date(1000, 1, 1), max_value=date(9998, 12, 30))


@given(st.tuples(days, days).filter(lambda pair: pair[0] < pair[1]))
def test_text_of_every_range_can_be_parsed(pair):
    date_range = DateRange(*pair)

    assert parse(text_of(date_range)) == date_range


@pytest.mark.parametrize("value", ["2012", DateRange(date(2012, 1, 1), date(2013, 1, 1))])
def test_field_accepts_texts_and_ranges(value):
    assert PartialDateField().clean(value, None) == "2012"


@pytest.mark.parametrize("empty", [None, ""])
def test_field_converts_empty_values_to_none(empty):
    assert PartialDateField(null=True, blank=True).clean(empty, None) is None
    assert PartialDateField().get_prep_value(empty) is None


def test_field_rejects_invalid_texts():
    with pytest.raises(ValidationError) as error:
        PartialDateField().clean("soon", None)

    assert error.value.code == "invalid_partial_date"


def test_form_field_converts_an_empty_date_to_none():
    field = PartialDateField(null=True, blank=True, verbose_name="starts").formfield()

    assert (field.clean(""), field.clean("2012")) == (None, "2012")
    assert field.label == "Starts"


@pytest.mark.django_db
def test_dates_are_ordered_by_first_day_then_by_last_day():
    for text in ("2018/2019", "2018", "2018-01", "2017-12-31", "../2020", "2018-06/.."):
        slug = text.replace("/", "-to-").replace("..", "open")
        Event.objects.create(id=f"e-{slug}", starts=text, **NAMES)

    starts = Event.objects.order_by("starts", "pk").values_list("starts", flat=True)

    assert list(starts) == ["../2020", "2017-12-31", "2018-01", "2018", "2018/2019", "2018-06/.."]


@pytest.mark.django_db
def test_overlap_lookup_matches_overlapping_dates():
    Event.objects.create(id="june", starts="2018-06", **NAMES)
    Event.objects.create(id="next-year", starts="2019", **NAMES)

    events = Event.objects.filter(starts__overlap="2018")

    assert list(events.values_list("pk", flat=True)) == ["june"]


def test_value_to_string_returns_the_text():
    assert Event._meta.get_field("starts").value_to_string(Event(starts="2012")) == "2012"
