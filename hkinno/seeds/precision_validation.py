"""Dates that say more than their sources, and figures that count different things under one name.

docs/seeds.md has the rules.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from hkinno.registry.models.properties import statement_properties
from hkinno.registry.vocabularies.record_choices import FUTURE_STAGES
from hkinno.seeds.facts import Fact
from hkinno.seeds.load import Seeds

# Words of an act that is no founding, or no opening.
OTHER_ACTS = {
    "established": re.compile(r"\bapprov(?:al|ed)\b|\bunveil|批准|批覆|獲批|揭牌", re.I),
    "opened": re.compile(r"\bcomplet(?:ed|ion)\b|\btopp(?:ed|ing)|落成|竣工|平頂", re.I),
}
DAY, RANGE = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"/")
# What tells observations of one indicator apart.
DIMENSIONS = ("indicator", "subject", "context", "period")


def find_precision_problems(
    seeds: Seeds, fixtures: dict[str, list[dict[str, Any]]]
) -> Iterator[str]:
    """Foundings dated by other acts, uneven precision, undated events, and equal observations."""
    for fact in seeds.facts:
        words = OTHER_ACTS.get(fact.property)
        if words and not RANGE.search(fact.value) and (act := words.search(_words(fact))):
            yield f"{fact.id}: “{act[0]}” dates another act; state that as an event, or a range"
    yield from _uneven_dates(seeds)
    records = {row["pk"]: row["fields"] for row in fixtures["records.json"]}
    for row in fixtures["events.json"]:
        record = records[row["pk"]]
        if not row["fields"]["starts"] and record["stage"] not in FUTURE_STAGES:
            yield f"{row['pk']}: has no starts; without a day, the time before its source: ../2023"
    yield from _equal_observations(fixtures["observations.json"], records)


def _words(fact: Fact) -> str:
    return f"{fact.printed} {fact.note}"


def _uneven_dates(seeds: Seeds) -> Iterator[str]:
    """Dates of one property that the same page or lines give, some to the day, some not."""
    groups: dict[tuple[Any, ...], list[Fact]] = defaultdict(list)
    for fact in seeds.facts:
        is_date = statement_properties()[fact.property].type == "date"
        if is_date and not fact.note and not RANGE.search(fact.value):
            resource = seeds.records[fact.subject]["resource"]
            groups[resource, fact.property, fact.source, fact.lines].append(fact)
    for facts in groups.values():
        days = [fact for fact in facts if DAY.fullmatch(fact.value)]
        if days and len(days) < len(facts):
            ids = ", ".join(sorted(fact.id for fact in facts))
            yield f"{ids}: dates of one source in different precision; say why in a note"


def _equal_observations(
    rows: list[dict[str, Any]], records: dict[str, dict[str, Any]]
) -> Iterator[str]:
    """Observations that nothing tells apart and of which none is part of another."""
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        record = records[row["pk"]]
        if not row["fields"]["of"] and not record["merged_into"]:
            key = (*(row["fields"][name] for name in DIMENSIONS), record["place"])
            groups[key].append(row)
    for equal in groups.values():
        if len(equal) > 1:
            ids = ", ".join(row["pk"] for row in equal)
            yield f"{ids}: observations of the same; merge them, or state context, place or of"
