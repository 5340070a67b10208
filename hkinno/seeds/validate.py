"""Consistency of the seeds: ids, references, required fields, evidence for every record."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError

from hkinno.registry.models import Record, Source, record_models
from hkinno.registry.models.ids import SLUG
from hkinno.registry.models.properties import referred_resources, statement_properties
from hkinno.registry.vocabularies.record_choices import Modality, Rank
from hkinno.registry.vocabularies.roles import Role
from hkinno.seeds.facts import Fact
from hkinno.seeds.load import Seeds


def find_problems(seeds: Seeds) -> list[str]:
    """All problems, one message each."""
    counts = Counter(fact.id for fact in seeds.facts)
    problems = [f"{id}: {n} facts have this id; add a key" for id, n in counts.items() if n > 1]
    for id, fields in seeds.records.items():
        problems += _record_problems(seeds, id, fields)
    for fact in seeds.facts:
        problems += _fact_problems(seeds, fact)
    with_facts = {fact.subject for fact in seeds.facts}
    return problems + [
        f"{id}: no facts"
        for id, fields in seeds.records.items()
        if record_models()[fields["resource"]].PROPERTIES
        if id not in with_facts and not fields.get("merged_into")
    ]


def _record_problems(seeds: Seeds, id: str, fields: dict[str, Any]) -> Iterator[str]:
    if not re.fullmatch(SLUG, id) or len(id) > 80:
        yield f"{id}: an id is lower-case letters, digits and single hyphens, at most 80"
    model = record_models()[fields["resource"]]
    required = ["name_zh", "name_en", "name_en_basis"] if model.HAS_NAMES else []
    if model.HAS_NAMES and model.PROPERTIES:
        required += ["summary_zh", "summary_en"]
    if missing := [key for key in required if not fields.get(key)]:
        yield f"{id}: {', '.join(missing)} missing"
    for key in (*model.SEED_FIELDS, "merged_into"):
        if fields.get(key) and model._meta.get_field(key).is_relation:
            allowed = referred_resources(model, key)
            yield from _reference_problems(seeds, f"{id}.{key}", fields[key], allowed)


def _reference_problems(
    seeds: Seeds, name: str, id: str, allowed: Collection[str]
) -> Iterator[str]:
    resource = seeds.records.get(id, {}).get("resource")
    if resource is None:
        yield f"{name}: there is no record {id}"
    elif allowed and resource not in allowed:
        yield f"{name}: {id} is one of {resource}, not of {' or '.join(sorted(allowed))}"


def _fact_problems(seeds: Seeds, fact: Fact) -> Iterator[str]:
    definition = statement_properties()[fact.property]
    record = seeds.records[fact.subject]
    resource = record["resource"]
    if definition.type in ("reference", "role"):
        allowed = {resource} if fact.property == "part_of" else definition.objects
        yield from _reference_problems(seeds, fact.id, fact.value["id"], allowed)
    if definition.type == "role":
        target = seeds.records.get(fact.value["id"], {}).get("resource", "")
        role = next(role for role in Role if role == fact.property)
        if target and not role.may_join(resource, target):
            yield f"{fact.id}: {fact.property} cannot relate {resource} to {target}"
    if fact.property == "stage":
        yield from _stage_problems(fact, record.get("stage"))
    if definition.type == "quantity" and fact.value["unit_basis"] == "inferred" and not fact.note:
        yield f"{fact.id}: an inferred unit needs a note that says why"
    if fact.property in ("name_zh", "name_en") and fact.rank != Rank.DEPRECATED:
        names = {record.get(fact.property)} | {alias["value"] for alias in record["aliases"]}
        if fact.value not in names:
            yield f"{fact.id}: {fact.value} is neither the name of the record nor an alias"
    yield from _source_problems(seeds, fact)


def _stage_problems(fact: Fact, given: str | None) -> Iterator[str]:
    """A stage follows from dated statements: the record gives none of its own beside them."""
    if not fact.as_of or fact.modality != Modality.STATED:
        yield f"{fact.id}: a stage is stated, with as_of"
    if given:
        yield f"{fact.subject}: remove stage: {given}, which follows from {fact.id}"


def _source_problems(seeds: Seeds, fact: Fact) -> Iterator[str]:
    source = seeds.records.get(fact.source, {})
    if source.get("resource") != Source.RESOURCE:
        yield f"{fact.id}: {fact.source} is not a source"
    elif source.get("kind") == "article":
        if not (fact.printed and fact.lines):
            yield f"{fact.id}: a fact from an article needs printed and lines"
    elif fact.printed or fact.lines:
        yield f"{fact.id}: {fact.source} is not an article, so printed and lines must be empty"


def find_field_problems(fixtures: dict[str, list[dict[str, Any]]]) -> list[str]:
    """The errors of `Model.clean_fields` for each derived row, relations excluded."""
    problems = []
    parents = {row["pk"]: row["fields"] for row in fixtures["records.json"]}
    for resource, model in record_models().items():
        for row in fixtures[f"{resource}.json"]:
            problems += _field_errors(model, row["pk"], parents[row["pk"]] | row["fields"])
    return problems


def _field_errors(model: type[Record], id: str, values: dict[str, Any]) -> list[str]:
    fields = {field.name: field for field in model._meta.concrete_fields}
    relations = [name for name, field in fields.items() if field.is_relation]
    plain = {key: values[key] for key in values if key in fields and key not in relations}
    try:
        model(id=id, **plain).clean_fields(
            exclude=[*relations, "version", "created_at", "updated_at"]
        )
    except ValidationError as error:
        return [f"{id}: {key}: {' '.join(texts)}" for key, texts in error.message_dict.items()]
    return []
