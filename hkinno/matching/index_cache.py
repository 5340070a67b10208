"""The index of names of this process: built on first use, and updated before every use."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from hkinno.matching.index import Index
from hkinno.matching.published_names import (
    RecordVersion,
    fetch_record_names,
    fetch_record_versions,
)
from hkinno.registry import revision

MAX_STALE_RATIO = 2  # stale entries for each live one; above it the index is rebuilt


class IndexCache:
    """An index as of the last revision of the registry, for one thread at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._state: revision.State | None = None
        self._versions: dict[str, RecordVersion] = {}
        self._index = Index()

    @contextmanager
    def acquire(self) -> Iterator[Index]:
        """Lock the index and bring it up to date with all committed changes.

        The revision is read before the records, so that a change in between is picked up by the
        next call.
        """
        state = revision.current()
        with self._lock:
            if state != self._state:
                self._refresh()
                self._state = state
            yield self._index

    def _refresh(self) -> None:
        """Index the records that were added or changed, and remove those that are unpublished."""
        versions = fetch_record_versions()
        if self._index.stale_ratio() > MAX_STALE_RATIO:
            self._index, self._versions = Index(), {}
        changed = {id for id, _version in versions.items() ^ self._versions.items()}
        # Names of a parent are used in the variants of its children.
        children = {child.id for child in self._index.records.values() if child.parent in changed}
        for id in (changed | children) & self._versions.keys():
            self._index.remove(id)
            del self._versions[id]
        missing = versions.keys() - self._versions.keys()
        added = [record for record in fetch_record_names(missing) if record.id in missing]
        parents = self._index.records | {record.id: record for record in added}
        for record in added:
            self._index.add(record, parents.get(record.parent or ""))
            self._versions[record.id] = versions[record.id]


INDEX_CACHE = IndexCache()
