"""What a record's columns hold, chosen from its facts; and the relations that they make."""

import re
from collections.abc import Iterable

from hkinno.registry.models.properties import statement_properties
from hkinno.registry.values.partial_dates import parse
from hkinno.registry.vocabularies.record_terms import Modality, Rank, Stage
from hkinno.seeds.facts import Fact

TO_COME = (Stage.PROPOSED, Stage.PLANNED, Stage.PROVISIONAL)
RANKS = {Rank.PREFERRED: 0, Rank.NORMAL: 1}
LISTS = ("external_ids", "focus", "alias")


def held(facts: Iterable[Fact], stage: str) -> list[Fact]:
    """The facts that a column or a relation may rest on, the best first.

    Deprecated ones never; planned and proposed ones only of what is itself still to come. Then by
    rank, what is stated before what is planned, the latest `as_of`, and the id.
    """
    allowed = {Modality.STATED}
    if stage in TO_COME:
        allowed |= {Modality.PLANNED, Modality.PROPOSED}
    usable = [fact for fact in facts if fact.rank in RANKS and fact.modality in allowed]
    usable.sort(key=lambda fact: fact.id)
    usable.sort(key=_latest_day, reverse=True)
    usable.sort(key=lambda fact: (RANKS[fact.rank], fact.modality != Modality.STATED))
    return usable


def _latest_day(fact: Fact) -> tuple[str, str]:
    """Sorts by the last day of `as_of`, then by its first; a fact without one comes before all."""
    if fact.as_of is None:
        return ("", "")
    days = parse(fact.as_of)
    return (str(days.upper or "9999-12-31"), str(days.lower or ""))


def columns(facts: list[Fact]) -> dict:
    """The columns that `held` facts fill: `{column: value}`, references as ids."""
    filled: dict = {}
    for fact in facts:
        rule = statement_properties()[fact.property]
        if rule.type in ("flag", "stage", "role") or fact.property in ("name_zh", "name_en"):
            continue
        if fact.property in LISTS:
            _add_to_list(filled, fact)
        elif rule.type == "coordinates":
            filled = fact.value | filled
        else:
            value = fact.value["id"] if rule.type == "reference" else fact.value
            filled.setdefault(fact.property, value)
    return filled


def _add_to_list(filled: dict, fact: Fact) -> None:
    if fact.property == "external_ids":
        ids = filled.setdefault("external_ids", {}).setdefault(fact.value["scheme"], [])
        value = fact.value["id"]
    else:
        ids = filled.setdefault({"alias": "aliases"}.get(fact.property, fact.property), [])
        value = fact.value
    if value not in ids:
        ids.append(value)


def relations(facts: list[Fact]) -> list[dict]:
    """The relations that `held` facts of one subject make, each said once."""
    made: dict[str, dict] = {}
    for fact in facts:
        if statement_properties()[fact.property].type == "role":
            relation = _relation(fact)
            known = made.setdefault(relation["id"], relation)
            for end in ("since", "until"):
                known[end] = known[end] or relation[end]
    return list(made.values())


def _relation(fact: Fact) -> dict:
    value = fact.value
    slug = re.sub(r"[^a-z0-9]+", "-", (value["title_en"] or "").lower()).strip("-")
    parts = (fact.subject, fact.property, value["id"], slug[:80].strip("-"))
    return {
        "id": ".".join(part for part in parts if part),
        "subject": fact.subject,
        "role": fact.property,
        "object": value["id"],
        "title_zh": value["title_zh"] or "",
        "title_en": value["title_en"] or "",
        "since": value["since"],
        "until": value["until"],
    }
