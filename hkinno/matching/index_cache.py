"""The index of names of this process, made when it is first asked for, and kept up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from hkinno.matching.index import Index
from hkinno.matching.name_queries import Stamp, rows, stamps
from hkinno.registry import revision

# Of so many entries that lead nowhere for one that leads somewhere, all are made anew.
MOST_DEAD = 2


class Names:
    """The names of the registry as of its last revision, for one thread at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._state: revision.State | None = None
        self._stamps: dict[str, Stamp] = {}
        self._index = Index()

    @contextmanager
    def held(self) -> Iterator[Index]:
        """The index, as of now: whoever changed a name before this finds it changed.

        The state is read before the rows, so that what changes in between is read again next time.
        """
        state = revision.current()
        with self._lock:
            if state != self._state:
                self._refresh()
                self._state = state
            yield self._index

    def _refresh(self) -> None:
        """Take up what was added or changed, and let go of what is no longer published."""
        now = stamps()
        if self._index.is_mostly_dead(MOST_DEAD):
            self._index, self._stamps = Index(), {}
        changed = {id for id, _stamp in now.items() ^ self._stamps.items()}
        # A part is called by what its whole is called.
        parts = {row.id for row in self._index.rows.values() if row.whole in changed}
        for id in (changed | parts) & self._stamps.keys():
            self._index.remove(id)
            del self._stamps[id]
        missing = now.keys() - self._stamps.keys()
        added = [row for row in rows(missing) if row.id in missing]
        lent = self._index.rows | {row.id: row for row in added}
        for row in added:
            self._index.add(row, lent.get(row.whole))
            self._stamps[row.id] = now[row.id]


NAMES = Names()
