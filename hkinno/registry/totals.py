"""Totals over all records, kept in memory and updated by what changed.

Records are divided into ranges of ids, each with counts of its own. After a write only the ranges
of records with a newer version are counted again, so that what counts must change the version of
its record, or delete it.
"""

import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import (
    Func,
    IntegerField,
    Model,
    Q,
    TextField,
    Value,
)
from django.utils import timezone

from hkinno.api.prepared_statements import fetch_prepared
from hkinno.registry.models import Record, Source
from hkinno.registry.revision import State

# Ranges have at least that many records, and more if there would be too many ranges: PostgreSQL
# passes most of them to find that of an id.
MIN_SIZE, MAX_RANGES = 100, 1000
MAX_CHANGED, MAX_COUNTED = 2000, 100  # records and ranges, after which all is counted again
Totals = Counter[Any]
BASIS = """
select pg_relation_filenode('public.registry_record')::bigint, count(*)
from public.registry_gonerecord
"""
CHANGED = "select id, resource from public.registry_record where version > %s"
SUPPORTED = """
select subject_id from public.registry_statement where source_id in (
  select record_id from public.registry_change
  where table_name = %s and revision > %s and record_id = any(%s))
"""


class IdRange(NamedTuple):
    """The ids from `start`, up to but without `end` if there is one."""

    start: str
    end: str | None

    def contains(self, column: str) -> Q:
        """The condition that the id in a column is in the range."""
        condition = Q(**{f"{column}__gte": self.start})
        return condition & Q(**{f"{column}__lt": self.end}) if self.end else condition


class IdRanges(NamedTuple):
    """Adjacent ranges: each from one of `starts` up to the next, the last up to `end`, if any."""

    starts: list[str]
    end: str | None = None

    def contain(self, column: str) -> Q:
        """The condition that the id in a column is in one of the ranges."""
        return IdRange(self.starts[0], self.end).contains(column)

    def position(self, id: str) -> int:
        """The position of the range that contains an id."""
        return bisect_right(self.starts, id) - 1

    def position_of(self, column: str) -> Func:
        """The same of the id in a column, for a query."""
        starts = Value(self.starts, ArrayField(TextField()))
        template = "width_bucket(%(expressions)s) - 1"
        return Func(column, starts, template=template, output_field=IntegerField())

    def no_totals(self) -> list[Totals]:
        """A counter for each range."""
        return [Counter() for _start in self.starts]


ALL_IDS = IdRanges([""])
# Stand for the bounds of ranges in compiled SQL. All ids are before the last one.
START, END, LAST_ID = "\0start", "\0end", "~"
ANY_RANGES = IdRanges([START], END)


class RangesQuery(NamedTuple):
    """SQL for the rows in ranges, which takes Django longer to compile than PostgreSQL to run."""

    sql: str
    params: tuple[Any, ...]

    @classmethod
    def compile(cls, rows: Any) -> "RangesQuery":
        """From the values of a queryset that is filtered by `ANY_RANGES`."""
        return cls(*rows.query.sql_with_params())

    def run(self, ids: IdRanges) -> list[tuple[Any, ...]]:
        """The rows in these ranges, as the driver returns them.

        The statement for a single range is prepared: planning takes longer than counting that.
        """
        bounds = {START: ids.starts[0], END: ids.end or LAST_ID, repr([START]): ids.starts}
        params = [
            bounds.get(repr(param) if isinstance(param, list) else param, param)
            for param in self.params
        ]
        if len(ids.starts) == 1 and ids != ALL_IDS:
            return fetch_prepared(self.sql, params)
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


class Kept(NamedTuple):
    """The counts of each range in one state of the data, and their sum.

    `basis` is what must be the same for them to be updated: see `read_basis`; and the day.
    """

    state: State
    basis: tuple[Any, ...]
    ranges: Sequence[IdRange]
    counts: Sequence[Totals]
    total: Totals


class KeptTotals:
    """The sum of what `count` returns for each of the ranges of ids, of at least `size` records."""

    def __init__(self, count: Callable[[IdRanges], list[Totals]], size: int = MIN_SIZE) -> None:
        self.count = count
        self.size = size
        self.kept: Kept | None = None
        self.lock = threading.Lock()

    def read(self, state: State | None) -> Totals:
        """The totals of a state of the data, or of a later one; not to be changed.

        `state` is None within a transaction that may write, whose totals must not be kept.
        """
        if state is None:
            return self.count(ALL_IDS)[0]
        with self.lock:
            basis = (*read_basis(), timezone.localdate())
            if self.kept is None or self.kept.basis != basis:
                self.kept = self.count_all(state, basis)
            elif self.kept.state.number < state.number:
                self.kept = self.update(self.kept, state)
            return self.kept.total

    def count_all(self, state: State, basis: tuple[Any, ...]) -> Kept:
        ranges = divide_ids(max(self.size, Record.objects.count() // MAX_RANGES))
        counts = self.count(IdRanges([id_range.start for id_range in ranges]))
        total: Totals = Counter()
        for count in counts:
            total.update(count)
        return Kept(state, basis, ranges, counts, total)

    def update(self, kept: Kept, state: State) -> Kept:
        records = changed_since(kept.state.number)
        ids = [*records]
        sources = [id for id, resource in records.items() if resource == Source.RESOURCE]
        if sources and len(ids) <= MAX_CHANGED:
            ids += supported_by_edited_sources(sources, kept.state.number)
        ranges = IdRanges([id_range.start for id_range in kept.ranges])
        changed = set(map(ranges.position, ids))
        if len(ids) > MAX_CHANGED or len(changed) > MAX_COUNTED:
            return self.count_all(state, kept.basis)
        counts, total = list(kept.counts), Counter(kept.total)
        for index in changed:
            start, end = kept.ranges[index]
            total.subtract(counts[index])
            total.update(counted := self.count(IdRanges([start], end))[0])
            for key in [key for key in counts[index] if not total[key]]:
                del total[key]
            counts[index] = counted
        return kept._replace(state=state, counts=counts, total=total)


def read_basis() -> tuple[int, int]:
    """What changes where versions do not tell what changed.

    An id of the table of records, which differs between databases, and before and after the table
    was emptied or restored; and the number of deleted records.
    """
    ((table_id, deleted),) = fetch_prepared(BASIS)
    return table_id, deleted


def changed_since(number: int) -> dict[str, str]:
    """The records that changed after a revision, and still exist: their resources by id."""
    return dict(fetch_prepared(CHANGED, [number]))


def supported_by_edited_sources(ids: list[str], number: int) -> list[str]:
    """The ids of the records with statements by those of the sources that were edited themselves.

    What else changes the version of a source, such as a new statement, changes that of its subject.
    """
    params = [Source._meta.db_table, number, ids]
    return [id for (id,) in fetch_prepared(SUPPORTED, params)]


def divide_ids(size: int, model: type[Model] = Record) -> list[IdRange]:
    """Ranges that contain all ids, with that many rows of a model in each."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id from (select {key} as id, row_number() over (order by {key}) - 1 as number "
            f"from {table}) as rows where number > 0 and number %% %s = 0 order by id",
            [size],
        )
        starts = ["", *(id for (id,) in cursor.fetchall())]
    return [IdRange(start, end) for start, end in zip(starts, [*starts[1:], None], strict=True)]
