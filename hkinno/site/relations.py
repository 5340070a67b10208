"""The relations of a record, grouped by role, with their evidence."""

from collections.abc import Container
from typing import Any, NamedTuple

from hkinno.site.evidence import Json, certainty_of
from hkinno.site.labels import role_label


class RelatedRecord(NamedTuple):
    """A relation and the statements that support it."""

    relation: Json
    statements: list[Json]
    certainty: str


class RelationGroup(NamedTuple):
    """The relations of one role in one direction."""

    role: str
    direction: str
    label: str
    related: list[RelatedRecord]


def group_relations(
    record: Json, statements: list[Json], incoming: list[Json]
) -> list[RelationGroup]:
    """The relations of a record by role; `incoming` are statements about the other records."""
    groups: dict[tuple[str, str], list[RelatedRecord]] = {}
    titles = set(map(relation_key, record["relations"]))
    for relation in record["relations"]:
        supporting = [
            statement
            for statement in (statements if relation["direction"] == "out" else incoming)
            if supports(statement, relation, titles)
        ]
        key = (relation["role"], relation["direction"])
        related = RelatedRecord(relation, supporting, certainty_of(supporting))
        groups.setdefault(key, []).append(related)
    return [
        RelationGroup(role, direction, role_label(role, direction), related)
        for (role, direction), related in groups.items()
    ]


def relation_key(relation: Json) -> tuple[str, str, str | None]:
    """What a relation and the statements for it have in common; the title is that of a post."""
    title: dict[str, Any] = relation["title"] or {}
    return relation["role"], relation["record"]["id"], title.get("zh-Hant")


def supports(statement: Json, relation: Json, titles: Container[Any]) -> bool:
    """Whether a statement is about a relation: its title is that of the relation, or of none.

    `titles` are the keys of all relations of the record.
    """
    value = statement["value"]
    role, other, title = relation_key(relation)
    if statement["property"] != role or not isinstance(value, dict):
        return False
    if relation["direction"] == "in":
        return bool(statement["subject"]["id"] == other)
    stated = value.get("title_zh")
    return value["id"] == other and (stated == title or (role, other, stated) not in titles)
