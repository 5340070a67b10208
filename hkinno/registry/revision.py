"""The state of all data, by its number: what citations, dumps and feeds name."""

from datetime import datetime
from typing import NamedTuple

from django.db import connections

from hkinno.registry import sql_names
from hkinno.registry.models import Revision


class State(NamedTuple):
    """How many changes there have been, and when the last was; none in a database without rows."""

    number: int
    changed_at: datetime | None

    def names_in(self, sql: str) -> frozenset[str] | None:
        """What `is_same` takes: the names in SQL, or None if it cannot tell what that reads."""
        return sql_names.names_in(sql)

    def is_same(self, earlier: "State", names: frozenset[str]) -> bool:
        """Whether SQL with these names certainly reads the same as in an earlier state."""
        if earlier.changed_at is None or earlier.number >= self.number:
            return False
        changes = sql_names.find_changes(earlier.number, earlier.changed_at, self.number)
        return changes is not None and not sql_names.are_changed(names, changes)


def current() -> State:
    """The current revision and when it was made, as the calling transaction sees them."""
    # Read for every page, and in less time than Django takes to compile the query.
    with connections[Revision.objects.db].cursor() as cursor:
        cursor.execute("select number, changed_at from public.registry_revision")
        row = cursor.fetchone()
    return State(*row) if row else State(0, None)


def lock() -> None:
    """Take the lock that every writer takes, until the transaction ends.

    A transaction that compares before it writes takes it before it locks any other row: a writer
    that waits for such a row already holds this lock.
    """
    Revision.objects.select_for_update().first()
