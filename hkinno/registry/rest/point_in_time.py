"""The time of `at`: what held then, as far as dates say."""

from django.db.backends.postgresql.psycopg_any import DateRange
from rest_framework.request import Request

from hkinno.api.errors.field_errors import invalid_value
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.registry.rest.filters.date import DATE, held

AT = "at"
BEGUN_AND_OVER, AS_OF = ("since", "until"), ("as_of", "as_of")
# Of what a row may show in lists, the keys that begin and end each.
DATED = {
    "relations": BEGUN_AND_OVER,
    "aliases": BEGUN_AND_OVER,
    "statements": AS_OF,
    "supported_statements": AS_OF,
}


def as_of(row: dict, at: DateRange) -> dict:
    """A row with only those of its relations, names and statements that may have held then."""
    for name, (first, last) in DATED.items():
        if name in row:
            row[name] = [each for each in row[name] if held(each[first], each[last], at)]
    return row


def time_asked(request: Request) -> DateRange | None:
    """The time of `at`."""
    text = request.query_params.get(AT)
    if text is None:
        return None
    try:
        return DATE.parse(text)
    except ValueError as error:
        raise invalid_parameters([invalid_value(AT, text, DATE.expected)]) from error
