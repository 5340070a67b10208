"""What completes while somebody types: records, properties and types."""

from collections.abc import Callable, Iterable
from typing import Any

from hkinno.global_search.disambiguation import hints
from hkinno.matching.query_hints import MATCHED
from hkinno.matching.reconcile.properties import Property, properties
from hkinno.matching.reconcile.query import type_of
from hkinno.matching.tokens import IS_HAN
from hkinno.search.autocomplete import completions
from hkinno.search.tables import fold

MOST = 10
FURTHEST = 100  # records that can be gone through


def entities(prefix: str, start: int, types: Iterable[str]) -> list[dict[str, Any]]:
    """Records with a name that begins so."""
    if not prefix.strip():
        return []
    found = [
        each.record
        for each in completions(prefix, FURTHEST)
        if each.record.resource in (types or MATCHED)
    ]
    shown = found[start : start + MOST]
    said = hints(shown)
    language = 0 if IS_HAN.search(prefix) else 1
    return [
        {
            "id": record.pk,
            "name": (record.name_zh, record.name_en)[language],
            "description": said[record.pk][language],
            "notable": [record.resource],  # ids alone: OpenRefine joins them with commas
        }
        for record in shown
        if record.pk in said
    ]


def types(prefix: str, start: int, _types: Iterable[str]) -> list[dict[str, Any]]:
    """Resources whose word or label holds it."""
    found = [type_of(each) for each in MATCHED]
    return [each for each in found if holds(prefix, each["id"], each["name"])][start : start + MOST]


def properties_named(prefix: str, start: int, types: Iterable[str]) -> list[dict[str, Any]]:
    """Properties whose id or name holds it."""
    one_type = next(iter(types), None)
    found = [each for each in properties(one_type).values() if holds(prefix, each.id, each.name)]
    return [shown(each) for each in found[start : start + MOST]]


def holds(text: str, *words: str) -> bool:
    """Whether one of these words holds a text."""
    return any(fold(text.strip()) in fold(word) for word in words)


def shown(property: Property) -> dict[str, str]:
    """A property in the shape of the protocol."""
    return property._asdict()


SUGGESTED: dict[str, Callable[[str, int, Iterable[str]], list[dict[str, Any]]]] = {
    "entity": entities,
    "property": properties_named,
    "type": types,
}
