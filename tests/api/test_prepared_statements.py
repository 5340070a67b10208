"""Tests for SQL that PostgreSQL plans once for a session."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hkinno.api.prepared_statements import fetch_prepared

pytestmark = pytest.mark.django_db
SQL = "select number from generate_series(1, %s) as number where number > %s order by 1"


def test_rows_are_those_of_the_parameters():
    assert fetch_prepared(SQL, [3, 1]) == [(2,), (3,)]
    assert fetch_prepared(SQL, [2, 1]) == [(2,)]
    named = SQL.replace("1, %s", "1, %(last)s").replace("> %s", "> %(after)s")
    assert fetch_prepared(named, {"last": 4, "after": 3}) == [(4,)]


def test_statement_is_prepared_once_in_a_session():
    for last in (5, 6, 7):
        fetch_prepared(SQL, [last, 0])

    with connection.cursor() as cursor:
        cursor.execute(
            "select generic_plans + custom_plans >= 3 from pg_prepared_statements "
            "where statement like %s",
            ["select number from generate_series(1, $1)%"],
        )
        assert cursor.fetchall() == [(True,)]


def test_log_of_queries_has_the_sql_of_a_prepared_statement():
    with CaptureQueriesContext(connection) as queries:
        fetch_prepared(SQL, [5, 0])
        fetch_prepared(SQL, [5, 0])

    assert len(queries) == 2
    assert all("generate_series" in query["sql"] for query in queries)
