"""Partial dates: a day, month or year, an interval of them, or one with an open end.

Text outside (`2012`, `2018-06`, `2025-07/2025-09`, `../2019`, `2012/..`), a PostgreSQL `daterange`
inside. Each end is written at the coarsest step that says the same, so a range has one text.
The forms are those of ISO 8601-2 (EDTF) level 0 and 1 that newspapers need.
"""

import re
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model
from django.forms import CharField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The forms, as a pattern of JSON Schema.
PARTIAL_DATE = (
    r"^(\d{4}(-\d\d(-\d\d)?)?(/(\.\.|\d{4}(-\d\d(-\d\d)?)?))?|\.\./\d{4}(-\d\d(-\d\d)?)?)$"
)
FORM = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
FORMS = gettext_lazy("2012, 2018-06, 2018-06-29, 2012/2014, ../2019 or 2012/..")
FIRST_YEAR, LAST_YEAR = 1000, 9998  # one year on from the last still is a `date`


class PartialDateError(ValueError):
    """A text that is no partial date."""


def parse(text: str) -> DateRange:
    """The days that a partial date may mean, lower bound in, upper bound out.

    Raises PartialDateError with what is wrong.
    """
    first, slash, last = text.partition("/")
    lower = None if slash and first == ".." else _span(first)[0]
    upper = None if last == ".." else _span(last if slash else first)[1]
    if lower is None and upper is None:
        raise PartialDateError(_("a partial date is open at one end at most"))
    if lower and upper and lower >= upper:
        raise PartialDateError(_("%(text)r ends before it begins") % {"text": text})
    return DateRange(lower, upper)


def _span(text: str) -> tuple[date, date]:
    match = FORM.fullmatch(text)
    if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        raise PartialDateError(
            _(
                "%(text)r is not a partial date: write 2012, 2018-06, 2018-06-29, 2012/2014 or"
                " 2012/.."
            )
            % {"text": text}
        )
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    try:
        lower = date(year, month, day)
    except ValueError as error:
        raise PartialDateError(
            _("%(text)r is not a day of the calendar") % {"text": text}
        ) from error
    if match[3]:
        return lower, lower + timedelta(days=1)
    if match[2]:
        return lower, _next_month(lower)
    return lower, date(year + 1, 1, 1)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def first_day(text: str) -> date | None:
    """The first day that a partial date can mean; None if it is open."""
    lower: date | None = parse(text).lower
    return lower


def last_day(text: str) -> date | None:
    """The last day that a partial date can mean; None if it is open."""
    upper: date | None = parse(text).upper
    return upper and upper - timedelta(days=1)


def text_of(days: DateRange) -> str:
    """The one text of a range: `parse(text_of(r)) == r`."""
    if days.lower is None:
        return f"../{_end(days.upper)}"
    if days.upper is None:
        return f"{_start(days.lower)}/.."
    for text in (_start(days.lower), f"{days.lower:%Y-%m}", f"{days.lower:%Y-%m-%d}"):
        if _span(text) == (days.lower, days.upper):
            return text
    return f"{_start(days.lower)}/{_end(days.upper)}"


def date_sort_key(text: str | None) -> tuple[str, str]:
    """Sorts partial dates by their last day, then by their first; None comes first."""
    if text is None:
        return ("", "")
    days = parse(text)
    return (str(days.upper or "9999-12-31"), str(days.lower or ""))


def _start(lower: date) -> str:
    if lower.day > 1:
        return lower.isoformat()
    return f"{lower:%Y-%m}" if lower.month > 1 else f"{lower:%Y}"


def _end(upper: date) -> str:
    last = upper - timedelta(days=1)
    if upper.day > 1:
        return last.isoformat()
    return f"{last:%Y-%m}" if upper.month > 1 else f"{last:%Y}"


class PartialDateField(DateRangeField):
    """A partial date: text in Python and JSON, a `daterange` in the database.

    Lookups are those of a range (`overlap`, `fully_gt`, `fully_lt`); PostgreSQL orders ranges by
    their lower bound and then the narrower first, which is the order that the API promises.
    """

    description = gettext_lazy("Partial date")
    default_error_messages = {"invalid_partial_date": "%(problem)s"}

    def from_db_value(
        self, value: DateRange | None, expression: Any, connection: Any
    ) -> str | None:
        return None if value is None else text_of(value)

    def to_python(self, value: Any) -> str | None:
        if value is None or value == "":
            return None
        try:
            return text_of(value if isinstance(value, DateRange) else parse(str(value)))
        except PartialDateError as error:
            raise ValidationError(
                self.error_messages["invalid_partial_date"],
                code="invalid_partial_date",
                params={"problem": str(error)},
            ) from error

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str):
            return parse(value) if value else None
        return super().get_prep_value(value)

    def value_to_string(self, obj: Model) -> Any:
        return self.value_from_object(obj)

    def run_validators(self, value: Any) -> None:
        """Nothing more: the validators of a range expect a range, and `to_python` has read it."""

    def formfield(self, **kwargs: Any) -> CharField:
        return CharField(
            required=not self.blank,
            label=kwargs.get("label", self.verbose_name.capitalize()),
            help_text=self.help_text or FORMS,
            empty_value=None,
        )
