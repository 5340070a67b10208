"""SQL that PostgreSQL parses and plans once for a session."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection


def fetch_prepared(
    sql: str, params: Sequence[Any] | Mapping[str, Any] = ()
) -> list[tuple[Any, ...]]:
    """The rows of SQL whose best plan is the same for all parameters.

    Parsing and planning take longer than reading a few rows by their keys.
    """
    wrapper: Any = connection  # of hkinno.service.database_backend
    with wrapper.preparing_cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
