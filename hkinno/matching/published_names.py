"""Fetch the names of published records from the database."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from hkinno.matching.name_forms import RecordNames
from hkinno.registry.models import Record, Relation, record_models
from hkinno.registry.models.record import RecordQuerySet
from hkinno.registry.vocabularies.roles import Role
from labs.models import Person

COLUMNS = ("pk", "resource", "name_zh", "name_en", "aliases", "place", "part_of")


def matchable_records() -> RecordQuerySet:
    """Published records with names, except duplicates that were merged into others."""
    return Record.objects.published().filter(merged_into=None, resource__in=named_models())


def named_models() -> dict[str, type[Record]]:
    """`{resource: model}` of the kinds of records that have names."""
    return {name: model for name, model in record_models().items() if model.HAS_NAMES}


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


def fetch_record_names(ids: Collection[str]) -> Iterator[RecordNames]:
    """The names of those of these records that are matchable."""
    rows = list(matchable_records().filter(pk__in=ids).values_list(*COLUMNS))
    ids_by_resource: defaultdict[str, list[str]] = defaultdict(list)
    for id, resource, *_columns in rows:
        ids_by_resource[resource].append(id)
    kinds: dict[str, str] = {}
    owners: dict[str, str] = {}
    for resource, resource_ids in ids_by_resource.items():
        model = named_models()[resource]
        if model.KIND_CHOICES:
            kinds |= column_values(model, "kind", resource_ids)
        if model.OWNER != "part_of":
            owners |= column_values(model, model.OWNER, resource_ids)
    affiliations = fetch_affiliations(ids_by_resource[Person.RESOURCE])
    for id, resource, name_zh, name_en, aliases, place, part_of in rows:
        owner_is_parent = named_models()[resource].MATCHING.owner_is_parent
        if id in owners and not owner_is_parent:
            affiliations[id].add(owners[id])
        yield RecordNames(
            id,
            resource,
            names=tuple(filter(None, (name_zh, name_en))),
            aliases=tuple((alias["value"], alias["type"]) for alias in aliases),
            place=place,
            parent=part_of or (owners.get(id) if owner_is_parent else None),
            affiliations=frozenset(affiliations[id]),
            kind=kinds.get(id, ""),
        )


def column_values(
    model: type[Record], column: str, ids: Collection[str]
) -> Iterator[tuple[str, Any]]:
    """`(id, value)` of a column, where it is not null."""
    records = model.objects.filter(pk__in=ids).exclude(**{column: None})
    return iter(records.values_list("pk", column))


def fetch_affiliations(people: Collection[str]) -> defaultdict[str, set[str]]:
    """`{id: ids}` of the bodies that people work for or founded."""
    affiliations: defaultdict[str, set[str]] = defaultdict(set)
    posts = Q(role=Role.POST, subject__in=people)
    founders = Q(role=Role.FOUNDER, object__in=people)
    if people:
        relations = Relation.objects.published().filter(posts | founders)
        for subject, role, object in relations.values_list("subject", "role", "object"):
            person, body = (subject, object) if role == Role.POST else (object, subject)
            affiliations[person].add(body)
    return affiliations
