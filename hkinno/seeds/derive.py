"""Rows for `loaddata` from the seeds: the same seeds always give the same bytes."""

import json
from collections import defaultdict
from pathlib import Path

from django.db.models import Field

from hkinno.registry.models import Record, record_models
from hkinno.seeds.facts import Fact, SeedError
from hkinno.seeds.load import Seeds
from hkinno.seeds.select import columns, held, relations
from hkinno.seeds.validate import field_problems, problems

KEPT_BY_THE_DATABASE = {"version", "created_at", "updated_at"}
WRITTEN_APART = KEPT_BY_THE_DATABASE | {"id", "record_ptr", "resource", "status"}


def derive(seeds: Seeds) -> dict[str, list[dict]]:
    """`{file name: rows}` for all of the seeds. Raises SeedError with all faults."""
    if wrong := problems(seeds):
        raise SeedError("\n".join(wrong))
    facts_of = defaultdict(list)
    for fact in seeds.facts:
        facts_of[fact.subject].append(fact)
    files = {"records.json": [], "relations.json": [], "statements.json": []}
    files |= {f"{resource}.json": [] for resource in record_models()}
    for id, fields in sorted(seeds.records.items()):
        model = record_models()[fields["resource"]]
        best = held(facts_of[id], _stage(fields))
        values = _values(fields, columns(best))
        files["records.json"].append(_record_row(id, fields["resource"], values))
        files[f"{fields['resource']}.json"].append(_child_row(model, id, values))
        files["relations.json"] += [_relation_row(each) for each in relations(best)]
    files["statements.json"] = [_statement_row(fact) for fact in seeds.facts]
    if wrong := field_problems(files):
        raise SeedError("\n".join(wrong))
    return {name: sorted(rows, key=lambda row: row["pk"]) for name, rows in files.items()}


def _stage(fields: dict) -> str:
    return fields.get("stage", record_models()[fields["resource"]].DEFAULT_STAGE.value)


def _values(fields: dict, chosen: dict) -> dict:
    """Fields as the file states them over columns from facts; lists of names are joined."""
    known = {each["value"] for each in fields["aliases"]}
    further = [each for each in chosen.pop("aliases", []) if each["value"] not in known]
    aliases = sorted(fields["aliases"] + further, key=lambda each: (each["lang"], each["value"]))
    stated = {key: value for key, value in fields.items() if value is not None}
    return chosen | stated | {"aliases": aliases, "stage": _stage(fields)}


def _filled(model: type, names: list[Field], values: dict) -> dict:
    return {
        column.name: values.get(column.name, column.get_default())
        for column in names
        if column.name not in WRITTEN_APART
    }


def _record_row(id: str, resource: str, values: dict) -> dict:
    fields = {"resource": resource, "status": "published"}
    fields |= _filled(Record, list(Record._meta.local_concrete_fields), values)
    return {"model": "registry.record", "pk": id, "fields": fields}


def _child_row(model: type[Record], id: str, values: dict) -> dict:
    fields = _filled(model, list(model._meta.local_concrete_fields), values)
    return {"model": model._meta.label_lower, "pk": id, "fields": fields}


def _relation_row(relation: dict) -> dict:
    fields = {key: value for key, value in relation.items() if key != "id"}
    return {"model": "registry.relation", "pk": relation["id"], "fields": fields}


def _statement_row(fact: Fact) -> dict:
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


def as_text(rows: list[dict]) -> str:
    """The bytes of a fixture: one row a line, so that a change can be read in a diff."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n]\n" if rows else "[]\n"


def stale(files: dict[str, list[dict]], folder: Path) -> list[str]:
    """The names of fixtures in `folder` that differ from `files`, missing and left over ones."""
    wanted = {name: as_text(rows) for name, rows in files.items()}
    found = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    return sorted(name for name in wanted | found if wanted.get(name) != found.get(name))


def write(files: dict[str, list[dict]], folder: Path) -> list[str]:
    """Bring `folder` to `files`; the names of what was changed."""
    changed = stale(files, folder)
    folder.mkdir(exist_ok=True)
    for name in changed:
        if name in files:
            (folder / name).write_text(as_text(files[name]), encoding="utf-8")
        else:
            (folder / name).unlink()
    return changed
