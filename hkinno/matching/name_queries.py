"""The names of all published records, from the database."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime

from hkinno.matching.name_forms import Row
from hkinno.registry.models import Record, Relation, record_models
from hkinno.registry.vocabularies.roles import Role
from labs.models import Person

# What a record was changed by last. With the time: a database that was restored counts anew.
Stamp = tuple[int, datetime]
MANY = 1000  # ids; of more, all rows are read
COLUMNS = ("pk", "resource", "name_zh", "name_en", "aliases", "place", "part_of")


def stamps() -> dict[str, Stamp]:
    """Which records have names that may be matched, each with its stamp."""
    rows = matchable().values_list("pk", "version", "updated_at")
    return {id: (version, changed) for id, version, changed in rows}


def matchable():  # noqa: ANN201
    """Published records with names; a duplicate is matched by what it was merged into."""
    return Record.objects.published().filter(merged_into=None).filter(resource__in=named_models())


def named_models() -> dict[str, type[Record]]:
    """The kinds of records that have names."""
    return {name: model for name, model in record_models().items() if model.HAS_NAMES}


def rows(ids: Collection[str]) -> Iterator[Row]:
    """What matching knows of some records, in the order of their ids."""
    about = {"pk__in": ids} if len(ids) <= MANY else {}
    kinds, hosts = {}, {}
    for model in named_models().values():
        if model.KIND_CHOICES:
            kinds |= pairs(model, "kind", about)
        if model.MATCHING.owner_is_whole:
            hosts |= pairs(model, model.OWNER, about)
    beside = besides(about)
    for id, resource, zh, en, aliases, place, whole in (
        matchable().filter(**about).order_by("pk").values_list(*COLUMNS)
    ):
        names = tuple(filter(None, (zh, en)))
        also = tuple((alias["value"], alias["type"]) for alias in aliases)
        whole = whole or hosts.get(id)
        yield Row(id, resource, names, also, place, whole, frozenset(beside[id]), kinds.get(id, ""))


def pairs(model: type[Record], column: str, about: dict) -> Iterator[tuple[str, str]]:
    """The values of a column by id, where there are any."""
    return model.objects.filter(**about).exclude(**{column: None}).values_list("pk", column)


def besides(about: dict) -> dict[str, set[str]]:
    """Who is named beside a record: its operator, the body where a person has a post or founded."""
    found = defaultdict(set)
    for model in named_models().values():
        if model.OWNER != "part_of" and not model.MATCHING.owner_is_whole:
            for id, other in pairs(model, model.OWNER, about):
                found[id].add(other)
    shown = Relation.objects.shown()
    for id, other in shown.filter(role=Role.POST).values_list("subject", "object"):
        found[id].add(other)
    founded = shown.filter(role=Role.FOUNDER, object__resource=Person.RESOURCE)
    for other, id in founded.values_list("subject", "object"):
        found[id].add(other)
    return found
