"""The state of all data, by its number: what citations, dumps and feeds name."""

from datetime import datetime
from typing import NamedTuple

from hkinno.registry.models import Revision


class State(NamedTuple):
    """How many changes there have been, and when the last was; none in a database without rows."""

    number: int
    changed_at: datetime | None


def current() -> State:
    """The current revision and when it was made, as the calling transaction sees them."""
    row = Revision.objects.values_list("number", "changed_at").first()
    return State(*row) if row else State(0, None)


def lock() -> None:
    """Take the lock that every writer takes, until the transaction ends.

    A transaction that compares before it writes takes it before it locks any other row: a writer
    that waits for such a row already holds this lock.
    """
    Revision.objects.select_for_update().first()
