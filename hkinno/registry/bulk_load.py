"""Fills the empty tables of the registry, with set-based statements instead of row triggers.

Within one transaction, all triggers of the tables are disabled and their indexes and foreign keys
are dropped; then they are built again. Readers of the tables wait until the transaction ends.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, models

from hkinno.registry.models import Change, Record, Relation, Statement
from hkinno.registry.models.record import record_models
from hkinno.registry.models.search_index import Completion, NameWord, SearchEntry

# For the indexes that are built, and the search vectors.
MEMORY = "256MB"

SELECT_FOREIGN_KEYS = """
    select format('alter table %%s drop constraint %%I', conrelid::regclass, conname),
        format('alter table %%s add constraint %%I %%s', conrelid::regclass, conname,
            pg_get_constraintdef(oid))
    from pg_constraint where contype = 'f' and conrelid = any (%s::regclass[]) order by oid
"""
# Those that no constraint needs.
SELECT_INDEXES = """
    select format('drop index %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    from pg_index where indrelid = any (%s::regclass[])
        and not exists (select from pg_constraint where conindid = indexrelid) order by indexrelid
"""

Step = Callable[[str], None]


def loaded_models() -> list[type[models.Model]]:
    """The models whose tables are filled; the parent table of records first."""
    return [Record, *record_models().values(), Statement, Relation, SearchEntry, Completion, Change]


@contextmanager
def bulk_load(step: Step) -> Iterator[int]:
    """Rows may be copied into the tables in the block. Yields their `version`.

    The copied rows are complete, but for what is derived from them: the search index and the
    history. `step` is called with the name of each step. Raises IntegrityError if rows break a
    rule that triggers enforce, or refer to rows that do not exist.
    """
    tables = [model._meta.db_table for model in loaded_models()]
    with connection.cursor() as cursor:
        execute = cursor.execute
        execute("delete from registry_record where false")  # takes the lock that every writer takes
        execute(f"set local maintenance_work_mem = '{MEMORY}'")
        execute(f"set local work_mem = '{MEMORY}'")
        for table in tables:
            execute(f"alter table {table} disable trigger user")
        foreign_keys, indexes = drop(tables, SELECT_FOREIGN_KEYS), drop(tables, SELECT_INDEXES)
        execute("select public.registry_next_revision()")
        yield cursor.fetchone()[0]
        step("Checking")
        execute(f"analyze {', '.join(tables)}")
        execute("select public.registry_check_loaded()")
        execute("; ".join(foreign_keys))
        execute("select public.registry_follow_loaded_merges()")
        execute("set constraints all immediate")
        derive(step)
        step("Building indexes")
        execute("; ".join(indexes))
        for table in tables:
            execute(f"alter table {table} enable trigger user")
        execute("select public.registry_absorb_loaded()")


def drop(tables: list[str], query: str) -> list[str]:
    """Drop what a query lists, and return the statements that make it again."""
    with connection.cursor() as cursor:
        cursor.execute(query, [tables])
        pairs = cursor.fetchall()
        for statement, _undo in pairs:
            cursor.execute(statement)
    return [undo for _statement, undo in pairs]


def derive(step: Step) -> None:
    """Write the search index and the history."""
    history = {"registry_record": ("id", "id")}
    history |= {f"registry_{name}": ("id", "subject_id") for name in ("statement", "relation")}
    children = [model._meta.db_table for model in record_models().values()]
    history |= dict.fromkeys(children, ("record_ptr_id", "record_ptr_id"))
    with connection.cursor() as cursor:
        step("Indexing names and texts")
        cursor.execute("select public.registry_index_loaded()")
        step("Indexing completions")
        cursor.execute("select public.registry_complete_loaded()")
        step("Writing the history")
        for table, columns in history.items():
            cursor.execute(
                "select public.registry_record_loaded_history(%s, %s, %s)", [table, *columns]
            )


def vacuum() -> None:
    """Let readers know that all rows are visible, and the planner how many there are."""
    tables = [model._meta.db_table for model in loaded_models()]
    tables.append(NameWord._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"vacuum (analyze) {', '.join(tables)}")
