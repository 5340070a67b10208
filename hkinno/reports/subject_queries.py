"""Queries for all records or for some of them, whose SQL is compiled once."""

from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import Any

from hkinno.registry.rest.compiled_rows import CompiledSQL, is_any
from hkinno.registry.rest.stored_rows import Statement

ASSUMED_LENGTH = 10  # of an array that the planner does not know
MAX_PREPARED = 100  # ids, for more of which another plan may be better
Subjects = Collection[str] | None  # ids, or all


@cache
def compile_query(
    query: Callable[..., Any], is_of_some: bool, *args: Any, reference: str = "subject_id"
) -> CompiledSQL:
    """The SQL of the queryset that a function returns, of all rows or those that refer to `IDS`.

    Django takes longer to compile it than PostgreSQL to run it for a record that has changed.
    """
    rows = query(*args)
    if is_of_some:
        rows = rows.filter(is_any(reference))
    compiled: CompiledSQL = rows.query.sql_with_params()
    return compiled


def fetch(subjects: Subjects, sql: str, params: Iterable[Any]) -> list[tuple[Any, ...]]:
    """The rows of SQL with the ids of subjects in the place of `IDS`, if there are any.

    That for a few subjects is prepared: planning takes longer than comparing one. PostgreSQL uses
    the plan for any ids if one for the given ids would not be cheaper. It assumes ten of them.
    """
    if subjects is None:
        return Statement(sql, tuple(params)).run_for([])
    ids = [*subjects]
    ids += ids[:1] * (ASSUMED_LENGTH - len(ids))
    return Statement(sql, tuple(params), is_prepared=len(ids) <= MAX_PREPARED).run_for(ids)
