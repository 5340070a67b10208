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
def test_text_says_which_days_it_may_mean(text, lower, upper):
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
def test_same_days_have_one_text(long, short):
    assert text_of(parse(long)) == short


@pytest.mark.parametrize(
    ("wrong", "problem"),
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
def test_text_that_is_no_partial_date_says_why(wrong, problem):
    with pytest.raises(PartialDateError) as caught:
        parse(wrong)

    assert str(caught.value).split(": write")[0] == problem


days = st.dates(min_value=date(1000, 1, 1), max_value=date(9998, 12, 30))


@given(st.tuples(days, days).filter(lambda pair: pair[0] < pair[1]))
def test_every_range_has_a_text_that_reads_back(pair):
    days = DateRange(*pair)

    assert parse(text_of(days)) == days


@pytest.mark.parametrize("value", ["2012", DateRange(date(2012, 1, 1), date(2013, 1, 1))])
def test_field_reads_texts_and_ranges(value):
    assert PartialDateField().clean(value, None) == "2012"


@pytest.mark.parametrize("empty", [None, ""])
def test_field_takes_nothing_for_nothing(empty):
    assert PartialDateField(null=True, blank=True).clean(empty, None) is None
    assert PartialDateField().get_prep_value(empty) is None


def test_field_refuses_what_is_no_partial_date():
    with pytest.raises(ValidationError) as caught:
        PartialDateField().clean("soon", None)

    assert caught.value.code == "invalid_partial_date"


def test_form_takes_an_empty_date_for_none():
    field = PartialDateField(null=True, blank=True, verbose_name="starts").formfield()

    assert (field.clean(""), field.clean("2012")) == (None, "2012")
    assert field.label == "Starts"


@pytest.mark.django_db
def test_dates_order_by_their_first_day_and_the_narrower_first():
    for text in ("2018/2019", "2018", "2018-01", "2017-12-31", "../2020", "2018-06/.."):
        slug = text.replace("/", "-to-").replace("..", "open")
        Event.objects.create(id=f"e-{slug}", starts=text, **NAMES)

    found = Event.objects.order_by("starts", "pk").values_list("starts", flat=True)

    assert list(found) == ["../2020", "2017-12-31", "2018-01", "2018", "2018/2019", "2018-06/.."]


@pytest.mark.django_db
def test_dates_compare_by_overlap():
    Event.objects.create(id="june", starts="2018-06", **NAMES)
    Event.objects.create(id="next-year", starts="2019", **NAMES)

    found = Event.objects.filter(starts__overlap="2018")

    assert list(found.values_list("pk", flat=True)) == ["june"]


def test_date_is_written_out_as_its_text():
    assert Event._meta.get_field("starts").value_to_string(Event(starts="2012")) == "2012"
