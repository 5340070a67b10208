"""The fields of a record that a seed file states itself, beside its facts."""

from hkinno.registry.models import Record, record_models
from hkinno.registry.values.normalize import alias
from hkinno.registry.values.partial_dates import PartialDateField
from hkinno.registry.vocabularies.record_terms import Stage, Topic
from hkinno.seeds.facts import SeedError, date_text

NAMES = frozenset(
    ["name_zh", "name_en", "name_en_basis", "aliases", "summary_zh", "summary_en", "topics"]
)
COMMON = frozenset({"resource", "stage", "facts"})


def read_fields(id: str, raw: dict) -> dict:
    """The fields of one record as a file states them. Raises SeedError."""
    if "resource" not in raw:
        return _additions(id, raw)
    resource = raw["resource"]
    if resource not in record_models():
        raise SeedError(f"{id}: {resource!r} is not a resource")
    model = record_models()[resource]
    allowed = COMMON | {*model.SEED_FIELDS} | (NAMES if model.HAS_NAMES else frozenset())
    if unknown := sorted(set(raw) - allowed):
        raise SeedError(f"{id}: {resource} have no field {', '.join(unknown)}; is it a fact?")
    return _checked(id, model, raw)


def _additions(id: str, raw: dict) -> dict:
    """Another file's words on a record: facts and aliases, nothing that defines it."""
    if unknown := sorted(set(raw) - {"facts", "aliases"}):
        raise SeedError(f"{id}: {', '.join(unknown)} without the resource that says what it is")
    return _checked(id, Record, raw)


def _checked(id: str, model: type[Record], raw: dict) -> dict:
    fields = {key: value for key, value in raw.items() if key not in ("facts", "id")}
    if fields.get("stage", "active") not in Stage.values:
        raise SeedError(f"{id}: {fields['stage']!r} is not a stage")
    if wrong := sorted(set(fields.get("topics") or ()) - set(Topic.values)):
        raise SeedError(f"{id}: not a topic: {', '.join(wrong)}")
    try:
        fields |= {
            key: date_text(value)
            for key, value in fields.items()
            if value and key in model.SEED_FIELDS
            if isinstance(model._meta.get_field(key), PartialDateField)
        }
        fields["aliases"] = [alias(each) for each in fields.get("aliases") or []]
    except ValueError as error:
        raise SeedError(f"{id}: {error}") from error
    return fields


def merge(id: str, known: dict, further: dict) -> dict:
    """One record out of what two files say. Raises SeedError where they differ."""
    aliases = known.get("aliases", [])
    names = {(each["value"], each["lang"]) for each in aliases}
    differing = sorted(
        key for key in (set(known) & set(further)) - {"aliases"} if known[key] != further[key]
    )
    if differing:
        raise SeedError(f"{id}: two files differ in {', '.join(differing)}")
    new = [each for each in further["aliases"] if (each["value"], each["lang"]) not in names]
    return known | further | {"aliases": aliases + new}
