"""Derivation of `loaddata` fixtures from the seeds. Equal seeds give equal bytes."""

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db.models import Field

from hkinno.registry.models import Record, record_models
from hkinno.registry.retired_ids import FILE_NAME, read_retired_ids
from hkinno.registry.statement_selection import (
    build_relations,
    column_values,
    select_facts,
    select_stage,
)
from hkinno.seeds.facts import Fact, SeedError
from hkinno.seeds.load import Seeds
from hkinno.seeds.names import fill_bases
from hkinno.seeds.retired_ids import retire, serialize_retired
from hkinno.seeds.validate import find_field_problems, find_problems

Row = dict[str, Any]
EXCLUDED_COLUMNS = {
    *("id", "record_ptr", "resource", "status"),  # written by the functions below
    *("version", "created_at", "updated_at"),  # written by the database
}


def derive_fixtures(seeds: Seeds) -> dict[str, list[Row]]:
    """The rows of each fixture by file name. Raises SeedError listing every problem."""
    fill_bases(seeds)
    if problems := find_problems(seeds):
        raise SeedError("\n".join(problems))
    facts = defaultdict(list)
    for fact in seeds.facts:
        facts[fact.subject].append(fact)
    models = record_models()
    fixtures: dict[str, list[Row]] = {f"{resource}.json": [] for resource in models}
    fixtures |= {"records.json": [], "relations.json": []}
    for id, fields in sorted(seeds.records.items()):
        resource = fields["resource"]
        selected = select_facts(facts[id], select_stage(facts[id], _stage(fields)))
        values = _merge_values(fields, column_values(selected))
        fixtures["records.json"].append(_record_row(id, resource, values))
        fixtures[f"{resource}.json"].append(_child_row(models[resource], id, values))
        fixtures["relations.json"] += map(_relation_row, build_relations(id, selected))
    fixtures["statements.json"] = [_statement_row(fact) for fact in seeds.facts]
    if problems := find_field_problems(fixtures):
        raise SeedError("\n".join(problems))
    return {name: sorted(rows, key=lambda row: row["pk"]) for name, rows in fixtures.items()}


def _stage(fields: dict[str, Any]) -> str:
    return str(fields.get("stage", record_models()[fields["resource"]].DEFAULT_STAGE.value))


def _merge_values(fields: dict[str, Any], columns: dict[str, Any]) -> dict[str, Any]:
    """The fields of the seed file over the columns from facts; aliases are combined."""
    names = {alias["value"] for alias in fields["aliases"]}
    added = [alias for alias in columns.pop("aliases", []) if alias["value"] not in names]
    aliases = sorted(fields["aliases"] + added, key=lambda alias: (alias["lang"], alias["value"]))
    given = {key: value for key, value in fields.items() if value is not None}
    stage = columns.get("stage", _stage(fields))
    return columns | given | {"aliases": aliases, "stage": stage}


def _fill(columns: Sequence["Field[Any, Any]"], values: dict[str, Any]) -> dict[str, Any]:
    return {
        column.name: values.get(column.name, column.get_default())
        for column in columns
        if column.name not in EXCLUDED_COLUMNS
    }


def _record_row(id: str, resource: str, values: dict[str, Any]) -> Row:
    fields = {"resource": resource, "status": "published"}
    fields |= _fill(Record._meta.local_concrete_fields, values)
    return {"model": "registry.record", "pk": id, "fields": fields}


def _child_row(model: type[Record], id: str, values: dict[str, Any]) -> Row:
    fields = _fill(model._meta.local_concrete_fields, values)
    return {"model": model._meta.label_lower, "pk": id, "fields": fields}


def _relation_row(relation: dict[str, Any]) -> Row:
    return {"model": "registry.relation", "pk": relation.pop("id"), "fields": relation}


def _statement_row(fact: Fact) -> Row:
    first, last = fact.lines or (None, None)
    fields = {
        "subject": fact.subject,
        "property": fact.property,
        "value": fact.value,
        "source": fact.source,
        "printed": fact.printed,
        "first_line": first,
        "last_line": last,
        "also_lines": fact.also_lines,
        "modality": fact.modality,
        "as_of": fact.as_of,
        "rank": fact.rank,
        "rank_reason": fact.rank_reason,
        "note": fact.note,
    }
    return {"model": "registry.statement", "pk": fact.id, "fields": fields}


def serialize_rows(rows: list[Row]) -> str:
    """The text of a fixture, one row per line for readable diffs."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n]\n" if rows else "[]\n"


def find_stale(fixtures: dict[str, list[Row]], folder: Path) -> list[str]:
    """The names of files in `folder` that differ, are missing or are not in `fixtures`."""
    expected = {name: serialize_rows(rows) for name, rows in fixtures.items()}
    actual = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    return sorted(name for name in expected | actual if expected.get(name) != actual.get(name))


def write_fixtures(fixtures: dict[str, list[Row]], folder: Path) -> list[str]:
    """Write changed fixtures and delete obsolete ones; returns the names of both.

    The ids of statements and relations that leave the fixtures are recorded.
    """
    stale = find_stale(fixtures, folder)
    folder.mkdir(exist_ok=True)
    former = {path.name: json.loads(path.read_bytes()) for path in folder.glob("*.json")}
    retired = retire(read_retired_ids(folder), former, fixtures)
    if retired:
        (folder / FILE_NAME).write_text(serialize_retired(retired), encoding="utf-8")
    for name in stale:
        if name in fixtures:
            (folder / name).write_text(serialize_rows(fixtures[name]), encoding="utf-8")
        else:
            (folder / name).unlink()
    return stale
