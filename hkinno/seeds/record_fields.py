"""The fields that a seed file gives for a record in addition to its facts."""

from typing import Any

from hkinno.registry.models import Record, record_models
from hkinno.registry.values.normalize import normalize_alias, normalize_date
from hkinno.registry.values.partial_dates import PartialDateField
from hkinno.registry.vocabularies.record_choices import Stage, Topic
from hkinno.seeds.facts import SeedError

NAMES = frozenset(
    [
        "name_zh",
        "name_zh_basis",
        "name_en",
        "name_en_basis",
        "aliases",
        "summary_zh",
        "summary_en",
        "topics",
    ]
)
# `without_place` is the reason why a body, facility or event has no place.
COMMON = frozenset(["resource", "stage", "last_reviewed", "merged_into", "facts", "without_place"])


def parse_fields(id: str, raw: dict[str, Any]) -> dict[str, Any]:
    """The normalized fields of one record, without its facts. Raises SeedError."""
    if "resource" not in raw:
        if unknown := sorted(set(raw) - {"facts", "aliases"}):
            raise SeedError(f"{id}: {', '.join(unknown)} without a resource")
        return _normalize_fields(id, Record, raw)
    resource = raw["resource"]
    if resource not in record_models():
        raise SeedError(f"{id}: {resource!r} is not a resource")
    model = record_models()[resource]
    allowed = COMMON | {*model.SEED_FIELDS} | (NAMES if model.HAS_NAMES else frozenset())
    if unknown := sorted(set(raw) - allowed):
        raise SeedError(f"{id}: {resource} have no field {', '.join(unknown)}; is it a fact?")
    return _normalize_fields(id, model, raw)


def _normalize_fields(id: str, model: type[Record], raw: dict[str, Any]) -> dict[str, Any]:
    fields = {key: value for key, value in raw.items() if key not in ("facts", "id")}
    if fields.get("stage", "active") not in Stage.values:
        raise SeedError(f"{id}: {fields['stage']!r} is not a stage")
    if unknown := sorted(set(fields.get("topics") or ()) - set(Topic.values)):
        raise SeedError(f"{id}: not a topic: {', '.join(unknown)}")
    try:
        fields |= {
            key: normalize_date(value)
            for key, value in fields.items()
            if value and key in model.SEED_FIELDS
            if isinstance(model._meta.get_field(key), PartialDateField)
        }
        fields["aliases"] = [normalize_alias(alias) for alias in fields.get("aliases") or []]
    except ValueError as error:
        raise SeedError(f"{id}: {error}") from error
    return fields


def merge_fields(id: str, known: dict[str, Any], added: dict[str, Any]) -> dict[str, Any]:
    """The fields of a record from two files. Raises SeedError if both give a field differently."""
    aliases = known.get("aliases", [])
    names = {(alias["value"], alias["lang"]) for alias in aliases}
    conflicting = sorted(
        key for key in (set(known) & set(added)) - {"aliases"} if known[key] != added[key]
    )
    if conflicting:
        raise SeedError(f"{id}: two files differ in {', '.join(conflicting)}")
    new = [alias for alias in added["aliases"] if (alias["value"], alias["lang"]) not in names]
    return known | added | {"aliases": aliases + new}
