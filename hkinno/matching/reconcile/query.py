"""The answers to queries of the protocol, and their shape."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q

from hkinno.global_search.disambiguation import hints
from hkinno.matching.engine import UNSURE, Answer, Found, answer, chosen, in_order
from hkinno.matching.index import Index
from hkinno.matching.query_hints import MATCHED, USUAL, Hint
from hkinno.matching.reconcile.properties import label
from hkinno.matching.tokens import IS_HAN
from hkinno.registry.models import Place, Record, record_models
from hkinno.registry.rest.filters.identifier import candidates
from hkinno.registry.vocabularies.record_terms import IdentifierScheme
from hkinno.search.tables import fold

SCHEMES = {f"external_ids.{scheme.value}": scheme.value for scheme in IdentifierScheme}
CERTAIN = 100.0


def answered(index: Index, asked: dict[str, Any]) -> Answer:
    """The records that a cell may mean."""
    known = defaultdict(list)
    for each in asked["properties"]:
        known[each["pid"]] += each["v"]
    wanted = hint(index, known)._replace(resources=resources(asked))
    is_wanted, most = wanted.on(index), asked["limit"]
    rows = [index.rows[id] for id in sorted(identified(known)) if id in index.rows]
    if found := [Found(row.id, CERTAIN, 0, 0, "") for row in rows if is_wanted(row)]:
        return Answer(found[:most], found[0].id if len(found) == 1 else None)
    best = answer(index, asked["query"], is_wanted, most)
    if asked["type_strict"] != "should":
        return best
    is_other = wanted._replace(resources=USUAL - set(wanted.resources)).on(index)
    return with_others(best, answer(index, asked["query"], is_other, most).found, most)


def with_others(best: Answer, others: Iterable[Found], most: int) -> Answer:
    """With records of other types to choose from, which are never chosen by us."""
    others = [each._replace(score=min(each.score, UNSURE)) for each in others]
    return Answer(in_order([*best.found, *others], best.chosen)[:most], best.chosen)


def resources(asked: dict[str, Any]) -> Collection[str]:
    """Of which resources a record must be, or should be."""
    types = set(asked["type"])
    if asked["type_strict"] == "all" and len(types) > 1:
        return ()  # a record is of one type
    return types or USUAL


def hint(index: Index, known: dict[str, list[str]]) -> Hint:
    """What properties rule out."""
    places = named(index, known["place"], [Place.RESOURCE])
    wholes = [id for pid in ("part_of", "host") for id in named(index, known[pid], MATCHED)]
    return Hint(USUAL, next(iter(places), None), kinds(known["kind"]), wholes)


def kinds(values: Iterable[str]) -> list[str]:
    """The kinds that values mean, by their word or by a label; unknown ones say nothing."""
    wanted = {fold(value) for value in values}
    return [
        term.value
        for model in record_models().values()
        for term in model.KIND_CHOICES or ()
        if wanted & {fold(text) for text in (term.value, term.label, term.label_zh)}
    ]


def named(index: Index, values: Iterable[str], resources: Iterable[str]) -> list[str]:
    """The records that values of a property mean, by id or by name; unknown ones say nothing."""
    is_wanted = Hint(list(resources)).on(index)
    found = []
    for value in values:
        row = index.rows.get(value)
        is_id = row is not None and is_wanted(row)
        meant = value if is_id else chosen(index, value, is_wanted)
        found += [meant] if meant else []
    return found


def identified(known: dict[str, list[str]]) -> set[str]:
    """The records that have one of the identifiers given."""
    either = Q()
    for pid, scheme in SCHEMES.items():
        for found, key in (each for value in known[pid] for each in candidates(value.strip())):
            if found == scheme:
                either |= Q(external_ids__contains={scheme: [key]})
    if not either:
        return set()
    return set(Record.objects.published().filter(either).values_list("pk", flat=True))


def results(asked: dict[str, dict], answers: dict[str, Answer]) -> dict[str, dict]:
    """The answers in the shape of the protocol."""
    ids = {found.id for each in answers.values() for found in each.found}
    records = Record.objects.published().in_bulk(ids)
    said = hints(records.values())
    return {
        name: {
            "result": [
                candidate(records[found.id], said[found.id], found, asked[name]["query"], each)
                for found in each.found
                if found.id in said
            ]
        }
        for name, each in answers.items()
    }


def candidate(
    record: Record, said: tuple[str, str], found: Found, query: str, answer: Answer
) -> dict[str, Any]:
    """A record that a cell may mean; its name is in the script of the cell."""
    is_chinese = bool(IS_HAN.search(query))
    names = (record.name_zh, record.name_en)
    return {
        "id": record.pk,
        "name": names[0] if is_chinese else names[1],
        "description": said[0] if is_chinese else said[1],
        "type": [type_of(record.resource)],
        "score": found.score,
        "match": record.pk == answer.chosen,
    }


def type_of(resource: str) -> dict[str, str]:
    """A resource as a type of the protocol."""
    names = record_models()[resource].LABEL
    return {"id": resource, "name": label({"zh-Hant": names.label_zh, "en": names.label})}
