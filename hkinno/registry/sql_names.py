"""Whether a write between two states of the data changed what SQL reads, by the names in its text.

The history has every inserted, changed and deleted row of the tables that it covers. SQL that names
none of the changed columns, and no table with a row more or less, has the same result in both
states. A name that stands there for another reason only makes the result be read again.
"""

import re
from datetime import datetime
from functools import cache, lru_cache

from django.apps import apps
from django.db.models import Model

from hkinno.api.prepared_statements import fetch_prepared
from hkinno.registry.models import Record, Relation, Statement, record_models

WORD = re.compile(r"[a-z_0-9]+")
# Columns that triggers change without an entry in the history.
MAINTAINED = {"created_at", "updated_at", "version"}
MAX_CHANGES = 1000  # changed rows, after which everything is read again
# The changed columns, and an empty name for an inserted or deleted row, each after its table; null
# if they are not known: erasure removes entries of the history, and in a database that was restored
# a revision of the same number has another time.
CHANGES = """
with changes as materialized (
  select table_name, before, after from public.registry_change
  where revision > %(after)s and revision <= %(until)s limit %(limit)s)
select case
  when exists (
    select from public.registry_change where revision = %(after)s and changed_at = %(since)s)
  and not exists (select from public.registry_gonerecord where deleted_at >= %(since)s)
  and not exists (select from changes offset %(limit)s - 1)
  then array(
    select distinct table_name || '.' || name from changes cross join lateral (
      select key from jsonb_each(after) where before -> key is distinct from value
        and before is not null
      union all select '' where before is null or after is null) names (name)) end
"""


@cache
def covered_tables() -> frozenset[str]:
    """The tables whose changes are in the history."""
    models: tuple[type[Model], ...] = (Record, Statement, Relation, *record_models().values())
    return frozenset(model._meta.db_table for model in models)


@cache
def other_tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models()) - covered_tables()


@lru_cache(maxsize=256)  # texts and names of 20 kB
def names_in(sql: str) -> frozenset[str] | None:
    """The names in SQL; None if it may read what is not in the history."""
    names = frozenset(WORD.findall(sql))
    # Functions with the prefix `search_` depend on their arguments alone.
    functions = {name for name in names - covered_tables() if name.startswith("registry_")}
    return None if names & MAINTAINED or names & other_tables() or functions else names


@lru_cache(maxsize=100)
def find_changes(after: int, since: datetime, until: int) -> frozenset[str] | None:
    """The changed columns (`TABLE.COLUMN`) between two revisions; None if they are not known.

    `since` is when the first of them was made.
    """
    params = {"after": after, "since": since, "until": until, "limit": MAX_CHANGES + 1}
    ((changes,),) = fetch_prepared(CHANGES, params)
    return None if changes is None else frozenset(changes)


def are_changed(names: frozenset[str], changes: frozenset[str]) -> bool:
    """Whether SQL with these names reads one of the changed columns, or rows more or less."""
    tables_and_columns = (change.split(".") for change in changes)
    return any(
        table in names and (not column or column in names) for table, column in tables_and_columns
    )
