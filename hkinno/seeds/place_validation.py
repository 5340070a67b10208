"""Consistency of places: one tree, and a place for everything that is somewhere."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from hkinno.registry.vocabularies.roles import Role
from hkinno.seeds.facts import Fact
from hkinno.seeds.load import Seeds

LOCATED = ("institutions", "labs", "facilities", "events")
Fixtures = Mapping[str, list[dict[str, Any]]]


def find_place_problems(seeds: Seeds, fixtures: Fixtures) -> list[str]:
    """Places without a parent, records without a place, and parts that lie outside their whole.

    A record that is nowhere gives the reason as `without_place`. A part may lie outside its whole
    if a note on its place explains why.
    """
    rows = {row["pk"]: row["fields"] for row in fixtures["records.json"]}
    contained = _contained_places(rows, fixtures["relations.json"])
    explained = {fact.subject for fact in seeds.facts if _explains_place(fact)}
    current = {id: row for id, row in rows.items() if not row["merged_into"]}
    places = [id for id, row in current.items() if row["resource"] == "places"]
    roots = [id for id in places if not rows[id]["part_of"]]
    problems = [f"only one place is part of no other: {', '.join(roots)}"] if roots[1:] else []
    for id, row in current.items():
        if row["resource"] in LOCATED:
            problems += _location_problems(id, row, seeds.records[id].get("without_place"))
        whole = rows.get(row["part_of"], {}).get("place")
        is_explained = id in explained or not (whole and row["place"])
        if not is_explained and row["place"] not in _within(whole, contained):
            problems.append(f"{id}: {row['place']} is not in {whole}, where its whole is")
    return problems


def _location_problems(id: str, row: dict[str, Any], reason: str | None) -> Iterator[str]:
    if not row["place"] and not reason:
        yield f"{id}: has no place; state it, or the reason as without_place"
    if row["place"] and reason:
        yield f"{id}: has a place and a reason to have none"


def _explains_place(fact: Fact) -> bool:
    return fact.property == "place" and bool(fact.note)


def _contained_places(
    rows: dict[str, dict[str, Any]], relations: list[dict[str, Any]]
) -> dict[str, set[str]]:
    """The parts and members of each place."""
    contained = defaultdict(set)
    for id, row in rows.items():
        if row["resource"] == "places":
            contained[row["part_of"]].add(id)
    for relation in relations:
        fields = relation["fields"]
        if fields["role"] == Role.MEMBER and rows[fields["subject"]]["resource"] == "places":
            contained[fields["subject"]].add(fields["object"])
    return contained


def _within(place: str, contained: dict[str, set[str]]) -> set[str]:
    """The place and all that is in it, at any depth; cycles end."""
    within, added = {place}, {place}
    while added := {id for whole in added for id in contained.get(whole, ())} - within:
        within |= added
    return within
