"""Fetch the names of published records from the database."""

import json
from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache

from django.db.models.functions import Coalesce

from hkinno.matching.candidate_filters import MATCHABLE_RESOURCES
from hkinno.matching.name_forms import RecordNames
from hkinno.matching.retrieval_sql import execute
from hkinno.registry.models import Record, record_models
from hkinno.registry.vocabularies.roles import Role
from labs.models import Person

# Each record with the columns of its own kind that matching uses.
NAMES = """
select r.id, r.resource, r.name_zh, r.name_en, r.aliases, r.place_id, r.part_of_id,
    case r.resource {columns} end
  from registry_record r
  where r.id = any (%(ids)s) and r.resource = any (%(resources)s)
    and r.status = 'published' and r.merged_into_id is null
"""
# `[kind, owner]` of a record.
KIND_AND_OWNER = (
    "when '{resource}' then (select array[{kind}, {owner}] from {table} where record_ptr_id = r.id)"
)
# The bodies that a person works for or founded.
BODIES = f"""
when '{Person.RESOURCE}' then array(
  select b.id from registry_relation p join registry_record b on b.id = p.object_id
    where p.subject_id = r.id and p.role = '{Role.POST}' and b.status = 'published'
  union all
  select b.id from registry_relation f join registry_record b on b.id = f.subject_id
    where f.object_id = r.id and f.role = '{Role.FOUNDER}' and b.status = 'published')
"""


@cache
def names_statement() -> str:
    """The SQL of `NAMES` with the columns of all kinds of records."""
    columns = [BODIES]
    for resource, model in record_models().items():
        kind = "kind" if model.KIND_CHOICES else "null"
        owner = "null" if model.OWNER == "part_of" else f"{model.OWNER}_id"
        if resource in MATCHABLE_RESOURCES and (kind, owner) != ("null", "null"):
            table = model._meta.db_table
            columns.append(
                KIND_AND_OWNER.format(resource=resource, kind=kind, owner=owner, table=table)
            )
    return NAMES.format(columns="\n".join(columns))


def find_survivors(ids: Collection[str], resources: Collection[str]) -> dict[str, str]:
    """`{id: id}` of published records; for a duplicate, the id of what it was merged into."""
    if not ids:
        return {}
    records = Record.objects.published().filter(pk__in=ids, resource__in=resources)
    return dict(records.values_list("pk", Coalesce("merged_into", "pk")))


def add_with_ancestors(records: dict[str, RecordNames], ids: Iterable[str]) -> None:
    """Add the matchable ones of these records, their parents and their places, up to the top."""
    missing = set(ids) - records.keys()
    while missing:
        added = list(fetch_record_names(missing))
        records |= {record.id: record for record in added}
        missing = {id for record in added for id in record.ancestors} - records.keys() - missing


@lru_cache(maxsize=1024)
def parse_aliases(aliases: str) -> tuple[tuple[str, str], ...]:
    """`(value, alias type)` of each alias in a JSON array; most records have none."""
    return tuple((alias["value"], alias["type"]) for alias in json.loads(aliases))


def fetch_record_names(ids: Collection[str]) -> Iterator[RecordNames]:
    """The names of those of these records that are published and not merged into others."""
    rows = execute(names_statement(), ids=list(ids), resources=list(MATCHABLE_RESOURCES))
    for id, resource, name_zh, name_en, aliases, place, part_of, columns in rows:
        model = record_models()[resource]
        if model is Person:
            kind, parent, bodies = "", None, columns
        else:
            kind, owner = columns or ("", None)
            is_parent = model.MATCHING.owner_is_parent
            parent, bodies = (owner, ()) if is_parent else (None, filter(None, [owner]))
        yield RecordNames(
            id,
            resource,
            names=tuple(filter(None, (name_zh, name_en))),
            aliases=parse_aliases(aliases),
            place=place,
            parent=part_of or parent,
            affiliations=frozenset(bodies),
            kind=kind or "",
        )
