"""Fetch the names of all published records from the database."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from hkinno.matching.name_forms import RecordNames
from hkinno.registry.models import Record, Relation, record_models
from hkinno.registry.models.record import RecordQuerySet
from hkinno.registry.vocabularies.roles import Role
from labs.models import Person

# The version and its time: in a database that was restored, version numbers may be used again.
RecordVersion = tuple[int, datetime]
MAX_IDS_IN_QUERY = 1000  # for more ids, all records are fetched
COLUMNS = ("pk", "resource", "name_zh", "name_en", "aliases", "place", "part_of")


def fetch_record_versions() -> dict[str, RecordVersion]:
    """`{id: version}` of all records that a text may be matched with."""
    rows = matchable_records().values_list("pk", "version", "updated_at")
    return {id: (version, updated_at) for id, version, updated_at in rows}


def matchable_records() -> RecordQuerySet:
    """Published records with names, except duplicates that were merged into others."""
    return Record.objects.published().filter(merged_into=None, resource__in=named_models())


def named_models() -> dict[str, type[Record]]:
    """`{resource: model}` of the kinds of records that have names."""
    return {name: model for name, model in record_models().items() if model.HAS_NAMES}


def fetch_record_names(ids: Collection[str]) -> Iterator[RecordNames]:
    """The names of some records (or of all, if these are many), in the order of their ids."""
    condition = {"pk__in": ids} if len(ids) <= MAX_IDS_IN_QUERY else {}
    kinds: dict[str, str] = {}
    parents: dict[str, str] = {}  # where `part_of` is not used for them
    for model in named_models().values():
        if model.KIND_CHOICES:
            kinds |= column_values(model, "kind", condition)
        if model.MATCHING.owner_is_parent:
            parents |= column_values(model, model.OWNER, condition)
    affiliations = fetch_affiliations(condition)
    records = matchable_records().filter(**condition).order_by("pk").values_list(*COLUMNS)
    for id, resource, name_zh, name_en, aliases, place, part_of in records:
        yield RecordNames(
            id,
            resource,
            names=tuple(filter(None, (name_zh, name_en))),
            aliases=tuple((alias["value"], alias["type"]) for alias in aliases),
            place=place,
            parent=part_of or parents.get(id),
            affiliations=frozenset(affiliations[id]),
            kind=kinds.get(id, ""),
        )


def column_values(
    model: type[Record], column: str, condition: dict[str, Any]
) -> Iterator[tuple[str, str]]:
    """`(id, value)` of a column, where it is not null."""
    records = model.objects.filter(**condition).exclude(**{column: None})
    return iter(records.values_list("pk", column))


def fetch_affiliations(condition: dict[str, Any]) -> dict[str, set[str]]:
    """`{id: ids}` of the bodies that records are named with.

    These are the operators of facilities, the administrators of programmes, and the bodies that a
    person works for or founded.
    """
    affiliations = defaultdict(set)
    for model in named_models().values():
        if model.OWNER != "part_of" and not model.MATCHING.owner_is_parent:
            for id, body in column_values(model, model.OWNER, condition):
                affiliations[id].add(body)
    visible = Relation.objects.published()
    for person, body in visible.filter(role=Role.POST).values_list("subject", "object"):
        affiliations[person].add(body)
    founders = visible.filter(role=Role.FOUNDER, object__resource=Person.RESOURCE)
    for body, person in founders.values_list("subject", "object"):
        affiliations[person].add(body)
    return affiliations
