"""What fields and the words of closed lists are called in the language of the page."""

from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hkinno.registry.models import record_models
from hkinno.registry.models.properties import statement_properties
from hkinno.registry.rest.vocabularies import VOCABULARIES, Term
from hkinno.site.language import language_tag

# Fields that no statement supports, so that no property names them.
FIELD_LABELS: dict[str, str | Promise] = {
    "accessed": _("Accessed"),
    "aliases": _("Other names"),
    "also_lines": _("Also in lines"),
    "as_of": _("As of"),
    "at": _("At the time"),
    "byline": _("Byline"),
    "coordinates": _("Coordinates"),
    "created_at": _("First registered"),
    "dates": _("Dates known or possible"),
    "definition": _("Definition"),
    "external_id": _("Identifier"),
    "external_ids": _("Identifiers"),
    "file": _("File"),
    "first_confirmed": _("First confirmed"),
    "first_line": _("First line"),
    "id": _("Id"),
    "is_overdue": _("Overdue"),
    "kind": _("Kind"),
    "last_confirmed": _("Last confirmed"),
    "last_line": _("Last line"),
    "last_reviewed": _("Last reviewed"),
    "latitude": _("Latitude"),
    "lines": _("Lines"),
    "longitude": _("Longitude"),
    "merged_into": _("Merged into"),
    "modality": _("Certainty"),
    "name": _("Name"),
    "name_en_basis": _("Basis of the English name"),
    "name_zh_basis": _("Basis of the Chinese name"),
    "newspaper_page": _("Page"),
    "note": _("Note"),
    "object": _("Object"),
    "original_url": _("Original"),
    "page": _("Page"),
    "printed": _("As printed"),
    "property": _("Property"),
    "published": _("Published"),
    "published_basis": _("Basis of the date"),
    "published_reasoning": _("How the date was inferred"),
    "publisher": _("Publisher"),
    "q": _("Search"),
    "rank": _("Rank"),
    "rank_reason": _("Reason for the rank"),
    "relation_modality": _("Certainty of the relation"),
    "relations": _("Relations"),
    "relevance": _("Relevance"),
    "resource": _("Type of record"),
    "role": _("Role"),
    "sha256": _("SHA-256"),
    "since": _("Since"),
    "source": _("Source"),
    "sources": _("Sources"),
    "stage_as_of": _("Stage as of"),
    "stage_source": _("Source of the stage"),
    "statement": _("Statement"),
    "statement_count": _("Statements"),
    "summary": _("Summary"),
    "title": _("Title"),
    "topics": _("Topics"),
    "type": _("Type"),
    "unit": _("Unit"),
    "until": _("Until"),
    "updated_at": _("Last changed"),
    "url": _("Address"),
    "value": _("Value"),
}
# The vocabulary of a field. That of `kind` depends on the resource.
VOCABULARY_OF_FIELD = {
    "modality": "modalities",
    "name_en_basis": "name-bases",
    "name_zh_basis": "name-bases",
    "property": "properties",
    "published_basis": "published-bases",
    "qualifier": "qualifiers",
    "rank": "ranks",
    "resource": "resources",
    "role": "roles",
    "scheme": "identifier-schemes",
    "stage": "stages",
    "topics": "topics",
    "unit": "units",
    "unit_basis": "unit-bases",
}

# What one record of a kind is called; Chinese has no plural.
RECORD_TYPES: dict[str, str | Promise] = {
    "awards": _("Award"),
    "events": _("Event"),
    "facilities": _("Facility"),
    "indicators": _("Indicator"),
    "institutions": _("Institution"),
    "labs": _("Laboratory or research centre"),
    "observations": _("Observation"),
    "people": _("Person"),
    "places": _("Place"),
    "programmes": _("Programme or policy"),
    "sources": _("Source"),
    "targets": _("Target"),
}

# What a record is to those that have a role towards it.
INVERSE_LABELS: dict[str, str | Promise] = {
    "about": _("Subject of"),
    "alumnus": _("Alumni"),
    "awarded": _("Awarded to"),
    "co-organiser": _("Co-organiser of"),
    "connects": _("Connected by"),
    "covers": _("Covered by"),
    "develops": _("Developed by"),
    "eligible-region": _("Open to programmes"),
    "founder": _("Founder of"),
    "guest": _("Guest at"),
    "host-city": _("Host city of"),
    "member": _("Member of"),
    "operates-in": _("Operating here"),
    "organiser": _("Organiser of"),
    "participant": _("Participant in"),
    "participates-in": _("Participants"),
    "partner": _("Partner of"),
    "post": _("People with a post here"),
    "predecessor": _("Successor"),
    "recipient": _("Recipient of"),
    "signatory": _("Signatory of"),
    "speaker": _("Speaker at"),
    "supporter": _("Supporter of"),
    "supports": _("Supported by"),
    "tenant": _("Tenant of"),
    "venue": _("Venue of"),
    "works-with": _("Works with"),
}
# Lists of records that refer to a record, by the field in which they do.
REFERRING_LABELS: dict[str, str | Promise] = {
    "administrator": _("%(list)s that it administers"),
    "context": _("%(list)s in its context"),
    "funder": _("%(list)s that it funds"),
    "host": _("%(list)s that it hosts"),
    "indicator": _("%(list)s of this indicator"),
    "of": _("%(list)s that are a part of this figure"),
    "operator": _("%(list)s that it operates"),
    "part_of": _("%(list)s that are part of it"),
    "place": _("%(list)s here"),
    "programme": _("%(list)s of this programme"),
    "subject": _("%(list)s about this record"),
}
# Columns in one language.
LANGUAGE_SUFFIXES = {"_zh": _("%(field)s (Chinese)"), "_en": _("%(field)s (English)")}


@cache
def vocabulary_labels() -> dict[str, dict[str, Term]]:
    """`{vocabulary: {word: term}}`."""
    return {
        vocabulary.name: {term.value: term for term in vocabulary.terms}
        for vocabulary in VOCABULARIES
    }


def word_label(field: str, word: str, resource: str = "") -> str:
    """What a word of the closed list of a field is called; the word itself if it has no label."""
    model = record_models().get(resource)
    name = VOCABULARY_OF_FIELD.get(field, "")
    if field == "kind" and model:
        name = f"{model._meta.model_name}-kinds"
    term = vocabulary_labels().get(name, {}).get(word)
    if term is None:
        return word
    return str(term.label_zh if language_tag() == "zh-Hant" else term.label_en)


def field_label(field: str) -> str:
    """What a field, a property, a role or a filter is called."""
    properties = statement_properties()
    if rule := properties.get(field.replace("_", "-")) or properties.get(field):
        return rule.label_zh if language_tag() == "zh-Hant" else rule.label
    if field in FIELD_LABELS:
        return str(FIELD_LABELS[field])
    if field.removesuffix("_of").replace("_", "-") in INVERSE_LABELS:  # a filter by relations
        return role_label(field.removesuffix("_of").replace("_", "-"), "in")
    if pattern := LANGUAGE_SUFFIXES.get(field[-3:]):
        return str(pattern) % {"field": field_label(field[:-3])}
    return field.replace("_", " ").capitalize()


def role_label(role: str, direction: str) -> str:
    """What the other records are to the record, or it is to them (`in`)."""
    return field_label(role) if direction == "out" else str(INVERSE_LABELS[role])


def resource_label(resource: str) -> str:
    """What a kind of record is called, in the plural."""
    return word_label("resource", resource)


def referring_label(resource: str, field: str) -> str:
    """What the records of a kind are to the one that they refer to in a field."""
    return str(REFERRING_LABELS[field]) % {"list": resource_label(resource)}


def record_type(resource: str) -> str:
    """What a record of a kind is called, in the singular."""
    return str(RECORD_TYPES[resource])


def pick(names: dict[str, Any]) -> tuple[str, str]:
    """The text of a language map in the language of the page, or else another, with its tag."""
    tag = language_tag()
    if text := names.get(tag):
        return text, tag
    other = "en" if tag == "zh-Hant" else "zh-Hant"
    return names.get(other) or "", other
