"""Selection of the statements that fill a record's columns and relations.

The rule is the same for facts of seed files and for statements in the database:
`docs/decisions/0003-columns-follow-from-facts.md`.
"""

import re
from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

from hkinno.registry.models.properties import statement_properties
from hkinno.registry.values.partial_dates import date_sort_key
from hkinno.registry.vocabularies.record_choices import PLANNABLE_STAGES, Modality, Rank

RANK_ORDER: dict[str, int] = {Rank.PREFERRED: 0, Rank.NORMAL: 1}
MODALITY_ORDER: dict[str, int] = {
    Modality.STATED: 0,
    Modality.CLAIMED: 1,
    Modality.PLANNED: 2,
    Modality.PROPOSED: 3,
}
# Properties whose values are collected in a list column.
LIST_COLUMNS = {"focus": "focus", "alias": "aliases"}


class Evidence(Protocol):
    """A statement, or a fact of a seed file. Its value is normalized."""

    @property
    def id(self) -> Any: ...
    @property
    def value(self) -> Any: ...
    @property
    def modality(self) -> Any: ...
    @property
    def as_of(self) -> Any: ...
    @property
    def rank(self) -> Any: ...
    @property  # the last, as its name hides the decorator
    def property(self) -> Any: ...


AnyEvidence = TypeVar("AnyEvidence", bound=Evidence)


def select_facts(facts: Iterable[AnyEvidence], stage: str) -> list[AnyEvidence]:
    """The facts that may fill a column or make a relation, best first.

    Deprecated facts are excluded. A column is filled by stated facts, and by planned and proposed
    ones if the record itself is in a future stage or ended; a relation has the modality of its
    best fact. The order is rank, modality, latest `as_of`, id.
    """
    modalities = {Modality.STATED}
    if stage in PLANNABLE_STAGES:
        modalities |= {Modality.PLANNED, Modality.PROPOSED}
    selected = [
        fact
        for fact in facts
        if fact.rank in RANK_ORDER and (fact.modality in modalities or is_role(fact.property))
    ]
    selected.sort(key=lambda fact: fact.id)
    selected.sort(key=lambda fact: date_sort_key(fact.as_of), reverse=True)
    selected.sort(key=lambda fact: (RANK_ORDER[fact.rank], MODALITY_ORDER[fact.modality]))
    return selected


def is_role(property_name: str) -> bool:
    return statement_properties()[property_name].type == "role"


def select_stage(facts: Iterable[Evidence], default: str) -> str:
    """The stage that the best stated fact gives, the latest `as_of` among equals."""
    stages = [fact for fact in facts if fact.property == "stage"]
    return next((str(fact.value) for fact in select_facts(stages, "")), default)


def column_values(facts: Iterable[Evidence]) -> dict[str, Any]:
    """The value of each column, from facts ordered by `select_facts`; references are ids."""
    values: dict[str, Any] = {}
    for fact in facts:
        type_ = statement_properties()[fact.property].type
        if type_ in ("flag", "labels", "role") or fact.property in ("name_zh", "name_en"):
            continue
        if type_ == "identifier":
            schemes = values.setdefault(fact.property, {})
            _append_new(schemes.setdefault(fact.value["scheme"], []), fact.value["id"])
        elif fact.property in LIST_COLUMNS:
            _append_new(values.setdefault(LIST_COLUMNS[fact.property], []), fact.value)
        elif type_ == "coordinates":
            values = fact.value | values
        else:
            values.setdefault(
                fact.property, fact.value["id"] if type_ == "reference" else fact.value
            )
    return values


def _append_new(values: list[Any], value: Any) -> None:
    if value not in values:
        values.append(value)


def build_relations(subject: str, facts: Iterable[Evidence]) -> list[dict[str, Any]]:
    """One relation for each role, object and title, from facts ordered by `select_facts`.

    Its modality is that of the best fact; its dates are the first that a fact of the same modality
    gives, and the earliest and the latest `as_of`.
    """
    relations: dict[str, dict[str, Any]] = {}
    for fact in facts:
        if is_role(fact.property):
            relation = _build_relation(subject, fact)
            merged = relations.setdefault(relation["id"], relation)
            if merged["modality"] == relation["modality"]:
                _merge_dates(merged, relation)
    return list(relations.values())


def _merge_dates(merged: dict[str, Any], relation: dict[str, Any]) -> None:
    for end in ("since", "until"):
        merged[end] = merged[end] or relation[end]
    for name, choose in (("first_confirmed", min), ("last_confirmed", max)):
        dates = filter(None, (merged[name], relation[name]))
        merged[name] = choose(dates, key=date_sort_key, default=None)


def _build_relation(subject: str, fact: Evidence) -> dict[str, Any]:
    value = fact.value
    slug = re.sub(r"[^a-z0-9]+", "-", (value["title_en"] or "").lower()).strip("-")
    parts = (subject, fact.property, value["id"], slug[:80].strip("-"))
    return {
        "id": getattr(fact, "relation", "") or ".".join(part for part in parts if part),
        "subject": subject,
        "role": fact.property,
        "object": value["id"],
        "title_zh": value["title_zh"] or "",
        "title_en": value["title_en"] or "",
        "since": value["since"],
        "until": value["until"],
        "modality": str(fact.modality),
        "first_confirmed": fact.as_of,
        "last_confirmed": fact.as_of,
    }
