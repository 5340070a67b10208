"""Differences between the columns of records and what statements say.

The rule is that of the seeds (`statement_selection`), so a database that was loaded from fixtures
has none.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet

from hkinno.registry.models import Record, Relation, Statement, record_models
from hkinno.registry.statement_selection import (
    LIST_COLUMNS,
    build_relations,
    column_values,
    select_facts,
    select_stage,
)
from hkinno.registry.values.normalize import normalize_value

RELATION_COLUMNS = ("title_zh", "title_en", "since", "until")
# A record has a stage even if no statement gives it.
NEED_NO_EVIDENCE = ("alias", "stage")
# Relations of a record in the form of the values of statements.
RelationsByRole = dict[str, list[dict[str, Any]]]
CONFIRMATION_COLUMNS = ("modality", "first_confirmed", "last_confirmed")


def is_compared(property_name: str, property_type: str) -> bool:
    """Whether the column of a property, if it has one, must follow from statements."""
    return property_type not in ("flag", "labels") and property_name not in (
        "name_zh",
        "name_en",
    )


class Difference(NamedTuple):
    """A property of a published record whose value does not follow from statements.

    `published` and `expected` map columns to values; of a role, they map `relations` to a list.
    `statements` are those that count, the best first. Without any, the value is unsupported, and
    nothing is expected; otherwise it is contradicted.
    """

    record: Record
    property: str
    published: dict[str, Any]
    expected: dict[str, Any]
    statements: list[Statement]


def find_differences(
    records: Iterable[Record],
    statements: Iterable[Statement],
    relations: Iterable[Relation] | None = None,
) -> Iterator[Difference]:
    """The differences of records, each of its own kind, judged by the statements.

    Without `relations`, those of columns only.
    """
    by_subject: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        if normalize_statement(statement):
            by_subject[statement.subject_id].append(statement)
    published: dict[str, RelationsByRole] = defaultdict(lambda: defaultdict(list))
    for relation in relations or ():
        published[relation.subject_id][relation.role].append(
            _relation_value(relation.object_id, vars(relation))
        )
    for record in records:
        statements = by_subject[record.pk]
        selected = select_facts(statements, select_stage(statements, record.stage))
        yield from _column_differences(record, selected)
        if relations is not None:
            yield from _relation_differences(record, selected, published[record.pk])


def load_records(records: QuerySet[Record]) -> Iterator[Record]:
    """The records, each with the columns of its kind, by kind and id."""
    kinds = set(records.order_by().values_list("resource", flat=True))
    for resource, model in record_models().items():
        if resource in kinds:
            yield from model.objects.filter(pk__in=records.values("pk")).order_by("pk")


def corrected_columns(difference: Difference) -> dict[str, Any]:
    """The values that columns need so that they no longer contradict the statements."""
    return {
        column: _combine(difference.published[column], expected)
        for column, expected in difference.expected.items()
    }


def _combine(published: Any, expected: Any) -> Any:
    """A list keeps what it has more than is expected; any other value is replaced."""
    if isinstance(expected, list):
        return [*(published or []), *(item for item in expected if item not in (published or []))]
    if _has_lists(expected):
        combined = {k: _combine((published or {}).get(k), expected[k]) for k in expected}
        return (published or {}) | combined
    return expected


def _has_lists(value: Any) -> bool:
    """Whether a value is a dict of lists, as open identifiers are."""
    return isinstance(value, dict) and all(isinstance(item, list) for item in value.values())


def normalize_statement(statement: Statement) -> bool:
    """Normalize the value, whose form the database does not check. False if it is not valid."""
    try:
        statement.value = normalize_value(statement.property, statement.value)
    except (KeyError, ValueError):
        return False
    return True


def _column_differences(record: Record, selected: list[Statement]) -> Iterator[Difference]:
    expected_values = column_values(selected)
    for name, definition in record.PROPERTIES.items():
        if not is_compared(name, definition.type):
            continue
        counting = [statement for statement in selected if statement.property == name]
        columns = _columns(name, definition.type)
        published = {column: _column_value(record, column) for column in columns}
        expected = {c: expected_values.get(c) for c in columns} if counting else {}
        if definition.type == "coordinates":
            expected = {c: _as_text(Decimal(str(expected[c]))) for c in expected}
        if counting:
            differs = any(_contradicts(published[c], expected[c]) for c in columns)
        else:
            needs_evidence = name not in (*record.SEED_FIELDS, *NEED_NO_EVIDENCE)
            differs = any(published.values()) and needs_evidence
        if differs:
            yield Difference(record, name, published, expected, counting)


def _columns(property_name: str, property_type: str) -> tuple[str, ...]:
    if property_type == "coordinates":
        return ("latitude", "longitude")
    return (LIST_COLUMNS.get(property_name, property_name),)


def _column_value(record: Record, column: str) -> Any:
    """The value in the form of a statement; None if the column is empty."""
    value = getattr(record, record._meta.get_field(column).attname)  # type: ignore[union-attr]
    return None if value in ("", [], {}) else _as_text(value)


def _as_text(value: Any) -> Any:
    """Coordinates without trailing zeros; any other value as it is."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _contradicts(published: Any, expected: Any) -> bool:
    """Whether a value lacks what statements say. A list may have more, such as other names."""
    return bool(published != _combine(published, expected))


def _relation_value(object_id: str, relation: dict[str, Any]) -> dict[str, Any]:
    """A relation in the form of the value of a statement."""
    columns = (*RELATION_COLUMNS, *CONFIRMATION_COLUMNS)
    return {"id": object_id} | {column: relation[column] or None for column in columns}


def _relation_differences(
    record: Record,
    selected: list[Statement],
    published_by_role: RelationsByRole,
) -> Iterator[Difference]:
    expected_by_role: RelationsByRole = defaultdict(list)
    for relation in build_relations(record.pk, selected):
        expected_by_role[relation["role"]].append(_relation_value(relation["object"], relation))
    for role in sorted(published_by_role.keys() | expected_by_role.keys()):
        published, expected = published_by_role[role], expected_by_role[role]
        if any(value not in published for value in expected):
            counting = [statement for statement in selected if statement.property == role]
            yield Difference(
                record, role, {"relations": published}, {"relations": expected}, counting
            )
        elif unsupported := [value for value in published if value not in expected]:
            yield Difference(record, role, {"relations": unsupported}, {}, [])
