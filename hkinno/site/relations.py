"""The relations of a record, grouped by role, with their evidence."""

from typing import Any, NamedTuple

from hkinno.site.evidence import Json, certainty_of
from hkinno.site.labels import role_label

Key = tuple[str, str, str]


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
    titles = set(map(title_key, record["relations"]))
    evidence = group_evidence(statements, incoming)
    for relation in record["relations"]:
        role, other, title = title_key(relation)
        direction = relation["direction"]
        supporting = [
            statement
            for statement in evidence.get((direction, role, other), ())
            # Its title is that of the relation, or of none.
            if direction == "in"
            or (stated := statement["value"].get("title_zh")) == title
            or (role, other, stated) not in titles
        ]
        related = RelatedRecord(relation, supporting, certainty_of(supporting))
        groups.setdefault((role, direction), []).append(related)
    return [
        RelationGroup(role, direction, role_label(role, direction), related)
        for (role, direction), related in groups.items()
    ]


def group_evidence(statements: list[Json], incoming: list[Json]) -> dict[Key, list[Json]]:
    """The statements by direction, role and the id of the other record."""
    evidence: dict[Key, list[Json]] = {}
    for direction, group in (("out", statements), ("in", incoming)):
        for statement in group:
            other = statement["value"] if direction == "out" else statement["subject"]
            if isinstance(other, dict) and "id" in other:
                key = (direction, statement["property"], other["id"])
                evidence.setdefault(key, []).append(statement)
    return evidence


def title_key(relation: Json) -> tuple[str, str, str | None]:
    """What tells the relations of a record apart; the title is that of a post."""
    title: dict[str, Any] = relation["title"] or {}
    return relation["role"], relation["record"]["id"], title.get("zh-Hant")
