"""The fields of a record that a seed file states itself, beside its facts."""

from hkinno.registry.values.normalize import alias
from hkinno.registry.vocabularies.record_terms import NAMELESS, Resource, Stage, Topic
from hkinno.seeds.facts import SeedError, date_text

NAMES = frozenset(
    ["name_zh", "name_en", "name_en_basis", "aliases", "summary_zh", "summary_en", "topics"]
)
COMMON = frozenset({"resource", "stage", "facts"})
# What a figure is about is its frame, not a fact that the source would have to say in words.
OWN = {
    Resource.SOURCES: frozenset(
        [
            "id",
            "kind",
            "publisher_zh",
            "publisher_en",
            "byline",
            "published",
            "published_basis",
            "published_reasoning",
            "page",
            "url",
            "accessed",
            "file",
            "sha256",
        ]
    ),
    Resource.INDICATORS: frozenset(["kind", "unit", "definition_zh", "definition_en"]),
    Resource.TARGETS: frozenset(
        [
            "subject",
            "programme",
            "place",
            "quantity",
            "due",
            "statement_zh",
            "statement_en",
            "topics",
        ]
    )
    - {"quantity"},
    Resource.AWARDS: frozenset(["programme", "funder", "place", "period", "topics"]),
    Resource.OBSERVATIONS: frozenset(
        ["indicator", "subject", "place", "context", "of", "period", "topics"]
    ),
    Resource.PEOPLE: frozenset(),
}
DATES = frozenset({"published", "period", "due"})


def read_fields(id: str, raw: dict) -> dict:
    """The fields of one record as a file states them. Raises SeedError."""
    if "resource" not in raw:
        return _additions(id, raw)
    if raw["resource"] not in Resource.values:
        raise SeedError(f"{id}: {raw['resource']!r} is not a resource")
    resource = Resource(raw["resource"])
    own = OWN.get(resource, frozenset({"kind"}))
    allowed = COMMON | own | (frozenset() if resource in NAMELESS else NAMES)
    if unknown := sorted(set(raw) - allowed):
        raise SeedError(f"{id}: {resource} have no field {', '.join(unknown)}; is it a fact?")
    return _checked(id, raw)


def _additions(id: str, raw: dict) -> dict:
    """Another file's words on a record: facts and aliases, nothing that defines it."""
    if unknown := sorted(set(raw) - {"facts", "aliases"}):
        raise SeedError(f"{id}: {', '.join(unknown)} without the resource that says what it is")
    return _checked(id, raw)


def _checked(id: str, raw: dict) -> dict:
    fields = {key: value for key, value in raw.items() if key not in ("facts", "id")}
    if fields.get("stage", "active") not in Stage.values:
        raise SeedError(f"{id}: {fields['stage']!r} is not a stage")
    if wrong := sorted(set(fields.get("topics") or ()) - set(Topic.values)):
        raise SeedError(f"{id}: not a topic: {', '.join(wrong)}")
    try:
        fields |= {key: date_text(fields[key]) for key in DATES & set(fields) if fields[key]}
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
