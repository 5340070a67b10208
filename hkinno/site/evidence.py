"""The facts of a record, each value with the statements that support it."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

import orjson

from hkinno.registry.models.properties import statement_properties
from hkinno.registry.vocabularies.record_choices import Modality, Rank
from hkinno.reports.conflict_index import find_by_subject
from hkinno.reports.conflicts import ConflictType
from hkinno.site.labels import field_label

Json = dict[str, Any]
# Fields that the page shows elsewhere, or that say nothing about the record itself.
NOT_FACTS = {
    *("id", "resource", "url", "name", "aliases", "summary", "relations", "sources", "statements"),
    *("statement_count", "last_confirmed", "merged_into", "created_at", "updated_at"),
    *("name_zh_basis", "name_en_basis", "supports", "supported_statements"),
    *("stage_as_of", "stage_source", "is_overdue", "last_reviewed"),
}
# Facts that nearly every kind of record has, which stand after those that only this kind has.
COMMON_FACTS = ("place", "part_of", "focus", "topics", "stage", "website", "external_ids")
NAMES = ("name_zh", "name_en", "alias")
NO_TEXT = {"zh-Hant": None, "en": None}
DEPRECATED = "deprecated"
CERTAINTY_ORDER = [*Modality.values, DEPRECATED]


class Value(NamedTuple):
    """A value of a property, and the statements that say so.

    `certainty` is a modality or `deprecated`; of a value that no statement supports, which the
    editors added, it is `editorial`.
    `is_shown` tells whether the record has this value in the API.
    """

    value: Any
    statements: list[Json]
    certainty: str
    is_shown: bool


class Fact(NamedTuple):
    """A property with all its values, those that the record shows first."""

    name: str
    resource: str
    label: str
    values: list[Value]
    is_contested: bool


def build_facts(
    record: Json, statements: list[Json], contested: Collection[str] = ()
) -> list[Fact]:
    """The facts of a record other than its names and relations: `exists`, then those of its kind.

    Statements by a role from which no relation follows come last.
    """
    relations = {(relation["role"], relation["record"]["id"]) for relation in record["relations"]}
    shown = [
        statement
        for statement in statements
        if is_column(statement["property"])
        or (statement["property"], statement["value"]["id"]) not in relations
    ]
    supported = {statement["property"] for statement in shown}
    columns = [name for name in record if name not in NOT_FACTS and is_column(name)]
    common = [name for name in COMMON_FACTS if name in columns]
    fields = ["exists", *(name for name in columns if name not in common), *common]
    names = [*fields, *sorted(supported - {*fields, *NAMES})]
    return [*facts_of(record, shown, names, contested)]


def build_names(
    record: Json, statements: list[Json], contested: Collection[str] = ()
) -> list[Fact]:
    """The names of a record with their evidence."""
    return [*facts_of(record, statements, NAMES, contested)]


def is_column(name: str) -> bool:
    rule = statement_properties().get(name)
    return rule is None or rule.type != "role"


def facts_of(
    record: Json, statements: list[Json], names: Iterable[str], contested: Collection[str]
) -> Iterator[Fact]:
    for name in names:
        about_it = [statement for statement in statements if statement["property"] == name]
        if name == "name_zh" and not about_it:
            about_it = mentions(record, statements)
        shown = shown_values(record, name)
        if not about_it and len(shown) > 1:
            shown = [shown]  # on one line
        if values := group_values(shown, about_it):
            yield Fact(name, record["resource"], field_label(name), values, name in contested)


def mentions(record: Json, statements: list[Json]) -> list[Json]:
    """The statements that it exists which print its Chinese name, as evidence of that name."""
    name = record["name"]["zh-Hant"]
    return [
        statement | {"value": name}
        for statement in statements
        if statement["property"] == "exists" and name and statement["printed"] == name
    ]


def shown_values(record: Json, name: str) -> list[Any]:
    """The values of a property that the record shows, in the form of statements."""
    if name in ("name_zh", "name_en"):
        value = record["name"]["zh-Hant" if name == "name_zh" else "en"]
    elif name == "external_ids":
        schemes = record[name].items()
        return [{"scheme": scheme, "id": key} for scheme, keys in schemes for key in keys]
    else:
        value = record.get("aliases" if name == "alias" else name)
    values = value if isinstance(value, list) else [value]
    return [item for item in values if item not in (None, "", NO_TEXT)]


def group_values(shown: list[Any], statements: list[Json]) -> list[Value]:
    """The values shown, then others that statements give, the most certain first."""
    by_key: dict[bytes, list[Json]] = {}
    for statement in statements:
        by_key.setdefault(value_key(statement["value"]), []).append(statement)
    values = []
    for value in shown:
        supporting = by_key.pop(value_key(value), [])
        values.append(Value(value, supporting, certainty_of(supporting), True))
    others = [
        Value(group[0]["value"], group, certainty_of(group), False) for group in by_key.values()
    ]
    return values + sorted(others, key=lambda value: CERTAINTY_ORDER.index(value.certainty))


def value_key(value: Any) -> bytes:
    """Equal for equal values; a record in brief equals a reference to it."""
    if isinstance(value, dict) and "resource" in value:
        value = {"id": value["id"]}
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def certainty_of(statements: list[Json]) -> str:
    """The certainty of the most certain of the statements for a value."""
    if not statements:
        return "editorial"
    accepted = [
        statement["modality"] for statement in statements if statement["rank"] != Rank.DEPRECATED
    ]
    return min(accepted, key=CERTAINTY_ORDER.index) if accepted else DEPRECATED


def contested_properties(key: str, statements: list[Json]) -> set[str]:
    """The properties of a record whose statements contradict each other, as in `conflicts/`.

    That list is of all records, which takes long to make for the sake of one.
    """
    values: dict[str, set[bytes]] = {}
    for statement in statements:
        values.setdefault(statement["property"], set()).add(value_key(statement["value"]))
    if not any(len(keys) > 1 for keys in values.values()):
        return set()
    conflicts = find_by_subject({key})[0].get(key, ())
    return {conflict.property for conflict in conflicts if conflict.type == ConflictType.STATEMENTS}
