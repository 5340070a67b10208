"""Whether the seeds agree with themselves: ids, references, kinds, evidence for everything."""

import re
from collections import Counter
from collections.abc import Iterator

from django.core.exceptions import ValidationError

from hkinno.registry.models import Source, record_models, statement_properties
from hkinno.registry.models.properties import referred_resources
from hkinno.registry.models.record import SLUG
from hkinno.registry.vocabularies.record_terms import Rank
from hkinno.registry.vocabularies.roles import Role
from hkinno.seeds.facts import Fact
from hkinno.seeds.load import Seeds


def problems(seeds: Seeds) -> list[str]:
    """All that is wrong, a line each; empty if the seeds are sound."""
    counts = Counter(fact.id for fact in seeds.facts)
    found = [f"{id}: {n} facts have this id; give them a key" for id, n in counts.items() if n > 1]
    found += [
        fault for id, fields in seeds.records.items() for fault in _of_record(seeds, id, fields)
    ]
    found += [fault for fact in seeds.facts for fault in _of_fact(seeds, fact)]
    evidenced = {fact.subject for fact in seeds.facts}
    found += [
        f"{id}: no fact speaks of it"
        for id, fields in seeds.records.items()
        if record_models()[fields["resource"]].PROPERTIES and id not in evidenced
    ]
    return found


def _of_record(seeds: Seeds, id: str, fields: dict) -> Iterator[str]:
    if not re.fullmatch(SLUG, id) or len(id) > 80:
        yield f"{id}: an id is lower-case letters, digits and single hyphens, at most 80"
    wanted = ["name_zh", "name_en", "name_en_basis"]
    model = record_models()[fields["resource"]]
    if not model.HAS_NAMES:
        wanted = []
    elif model.PROPERTIES:
        wanted += ["summary_zh", "summary_en"]
    if missing := [key for key in wanted if not fields.get(key)]:
        yield f"{id}: {', '.join(missing)} missing"
    for key in model.SEED_FIELDS:
        if fields.get(key) and model._meta.get_field(key).is_relation:
            allowed = set(referred_resources(model, key))
            yield from _reference(seeds, f"{id}.{key}", fields[key], allowed)


def _reference(seeds: Seeds, where: str, id: str, resources: set | None) -> Iterator[str]:
    found = seeds.records.get(id, {}).get("resource")
    if found is None:
        yield f"{where}: there is no record {id}"
    elif resources and found not in resources:
        yield f"{where}: {id} is of {found}, not of {' or '.join(sorted(resources))}"


def _of_fact(seeds: Seeds, fact: Fact) -> Iterator[str]:
    rule = statement_properties()[fact.property]
    resource = seeds.records[fact.subject]["resource"]
    if rule.type in ("reference", "role"):
        wanted = {resource} if fact.property == "part_of" else set(rule.objects)
        yield from _reference(seeds, fact.id, fact.value["id"], wanted)
    if rule.type == "role":
        target = seeds.records.get(fact.value["id"], {}).get("resource", "")
        if target and not Role(fact.property).may_join(resource, target):
            yield f"{fact.id}: {fact.property} does not lead from {resource} to {target}"
    if fact.property in ("name_zh", "name_en") and fact.rank != Rank.DEPRECATED:
        yield from _name(seeds.records[fact.subject], fact)
    yield from _source(seeds, fact)


def _name(record: dict, fact: Fact) -> Iterator[str]:
    known = {record.get(fact.property)} | {alias["value"] for alias in record["aliases"]}
    if fact.value not in known:
        yield f"{fact.id}: {fact.value} is neither the name of the record nor an alias"


def _source(seeds: Seeds, fact: Fact) -> Iterator[str]:
    source = seeds.records.get(fact.source, {})
    if source.get("resource") != Source.RESOURCE:
        yield f"{fact.id}: {fact.source} is not a source"
    elif source.get("kind") == "article":
        if not (fact.printed and fact.lines):
            yield f"{fact.id}: an article is cited with what it prints and the lines"
    elif fact.printed or fact.lines:
        yield f"{fact.id}: {fact.source} is no article, it has no printed words and no lines"


def field_problems(files: dict[str, list[dict]]) -> list[str]:
    """What the models' own fields refuse in derived rows: a kind, a unit, a long text."""
    found = []
    parents = {row["pk"]: row["fields"] for row in files["records.json"]}
    for resource, model in record_models().items():
        for row in files[f"{resource}.json"]:
            found += _refused(model, row["pk"], parents[row["pk"]] | row["fields"])
    return found


def _refused(model: type, id: str, values: dict) -> list[str]:
    columns = {field.name: field for field in model._meta.concrete_fields}
    plain = {key: v for key, v in values.items() if key in columns and not columns[key].is_relation}
    references = [name for name, field in columns.items() if field.is_relation]
    try:
        model(id=id, **plain).clean_fields(
            exclude=[*references, "version", "created_at", "updated_at"]
        )
    except ValidationError as error:
        return [f"{id}: {key}: {' '.join(said)}" for key, said in error.message_dict.items()]
    return []
