"""Selection of the statements that fill a record's columns and relations.

The rule is the same for facts of seed files and for statements in the database:
`docs/decisions/0003-columns-follow-from-facts.md`.
"""

import re
from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

from hkinno.registry.models.properties import statement_properties
from hkinno.registry.values.partial_dates import date_sort_key
from hkinno.registry.vocabularies.record_terms import Modality, Rank, Stage

FUTURE_STAGES = (Stage.PROPOSED, Stage.PLANNED, Stage.PROVISIONAL)
RANK_ORDER: dict[str, int] = {Rank.PREFERRED: 0, Rank.NORMAL: 1}
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

    Deprecated facts are excluded, planned and proposed ones too unless the record itself is in a
    future stage. The order is rank, stated before planned, latest `as_of`, id.
    """
    modalities = {Modality.STATED}
    if stage in FUTURE_STAGES:
        modalities |= {Modality.PLANNED, Modality.PROPOSED}
    selected = [f for f in facts if f.rank in RANK_ORDER and f.modality in modalities]
    selected.sort(key=lambda fact: fact.id)
    selected.sort(key=lambda fact: date_sort_key(fact.as_of), reverse=True)
    selected.sort(key=lambda fact: (RANK_ORDER[fact.rank], fact.modality != Modality.STATED))
    return selected


def column_values(facts: Iterable[Evidence]) -> dict[str, Any]:
    """The value of each column, from facts ordered by `select_facts`; references are ids."""
    values: dict[str, Any] = {}
    for fact in facts:
        type_ = statement_properties()[fact.property].type
        if type_ in ("flag", "labels", "stage", "role") or fact.property in ("name_zh", "name_en"):
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
    """One relation for each role, object and title; its dates are the first that a fact gives."""
    relations: dict[str, dict[str, Any]] = {}
    for fact in facts:
        if statement_properties()[fact.property].type == "role":
            relation = _build_relation(subject, fact)
            merged = relations.setdefault(relation["id"], relation)
            for end in ("since", "until"):
                merged[end] = merged[end] or relation[end]
    return list(relations.values())


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
    }
