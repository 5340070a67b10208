"""Fetch the names of published records from the database."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models.functions import Coalesce

from hkinno.matching.candidate_filters import MATCHABLE_RESOURCES
from hkinno.matching.name_forms import RecordNames
from hkinno.registry.models import Record, Relation, record_models
from hkinno.registry.vocabularies.roles import Role
from labs.models import Person

COLUMNS = ("pk", "resource", "name_zh", "name_en", "aliases", "place", "part_of")


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
    """The names of those of these records that are published and not merged into others."""
    matchable = Record.objects.published().filter(
        pk__in=ids, merged_into=None, resource__in=MATCHABLE_RESOURCES
    )
    rows = list(matchable.values_list(*COLUMNS))
    models = [record_models()[name] for name in sorted({resource for _id, resource, *_ in rows})]
    kinds: dict[str, str] = {}
    parents: dict[str, str] = {}  # where `part_of` is not used for them
    for model in models:
        if model.KIND_CHOICES:
            kinds |= column_values(model, "kind", ids)
        if model.MATCHING.owner_is_parent:
            parents |= column_values(model, model.OWNER, ids)
    affiliations = fetch_affiliations(models, ids)
    for id, resource, name_zh, name_en, aliases, place, part_of in rows:
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
    model: type[Record], column: str, ids: Collection[str]
) -> Iterator[tuple[str, Any]]:
    """`(id, value)` of a column, where it is not null."""
    records = model.objects.filter(pk__in=ids).exclude(**{column: None})
    return iter(records.values_list("pk", column))


def fetch_affiliations(
    models: Iterable[type[Record]], ids: Collection[str]
) -> defaultdict[str, set[str]]:
    """`{id: ids}` of the bodies that records of these kinds are named with.

    These are the operators of facilities, the administrators of programmes, and the bodies that a
    person works for or founded.
    """
    pairs: list[tuple[str, str]] = []
    visible = Relation.objects.published()
    for model in models:
        if model.OWNER != "part_of" and not model.MATCHING.owner_is_parent:
            pairs += column_values(model, model.OWNER, ids)
        if model is Person:
            posts = visible.filter(role=Role.POST, subject__in=ids)
            founders = visible.filter(role=Role.FOUNDER, object__in=ids)
            pairs += posts.values_list("subject", "object")
            pairs += founders.values_list("object", "subject")
    affiliations = defaultdict(set)
    for id, body in pairs:
        affiliations[id].add(body)
    return affiliations
