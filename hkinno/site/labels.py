"""What fields and the words of closed lists are called in the language of the page."""

from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hkinno.registry.models import record_models
from hkinno.registry.models.properties import statement_properties
from hkinno.registry.rest.vocabularies import VOCABULARIES, Term

LANGUAGE_TAGS = {"en": "en", "zh-hant": "zh-Hant"}
# Fields that no statement supports, so that no property names them.
FIELD_LABELS: dict[str, str | Promise] = {
    "accessed": _("Accessed"),
    "aliases": _("Other names"),
    "as_of": _("As of"),
    "byline": _("Byline"),
    "coordinates": _("Coordinates"),
    "created_at": _("First registered"),
    "definition": _("Definition"),
    "external_ids": _("Identifiers"),
    "file": _("File"),
    "first_confirmed": _("First confirmed"),
    "id": _("Id"),
    "is_overdue": _("Overdue"),
    "kind": _("Kind"),
    "last_confirmed": _("Last confirmed"),
    "last_reviewed": _("Last reviewed"),
    "lines": _("Lines"),
    "merged_into": _("Merged into"),
    "modality": _("Modality"),
    "name": _("Name"),
    "name_en_basis": _("Basis of the English name"),
    "name_zh_basis": _("Basis of the Chinese name"),
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
    "relevance": _("Relevance"),
    "resource": _("Type of record"),
    "role": _("Role"),
    "sha256": _("SHA-256"),
    "stage_as_of": _("Stage as of"),
    "stage_source": _("Source of the stage"),
    "since": _("Since"),
    "source": _("Source"),
    "statement": _("Statement"),
    "statement_count": _("Statements"),
    "summary": _("Summary"),
    "title": _("Title"),
    "topics": _("Topics"),
    "type": _("Type"),
    "unit": _("Unit"),
    "until": _("Until"),
    "updated_at": _("Last changed"),
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


def language_tag() -> str:
    """The BCP 47 tag of the language of the page, which is also its key in language maps."""
    return LANGUAGE_TAGS.get(get_language() or "", "en")


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
    """What a field, a property or a role is called."""
    if rule := statement_properties().get(field.replace("_", "-")) or statement_properties().get(
        field
    ):
        return rule.label_zh if language_tag() == "zh-Hant" else rule.label
    return str(FIELD_LABELS.get(field, field.replace("_", " ").capitalize()))


def resource_label(resource: str) -> str:
    """What a kind of record is called, in the plural."""
    return word_label("resource", resource)


def pick(names: dict[str, Any]) -> tuple[str, str]:
    """The text of a language map in the language of the page, or else another, with its tag."""
    tag = language_tag()
    if text := names.get(tag):
        return text, tag
    other = "en" if tag == "zh-Hant" else "zh-Hant"
    return names.get(other) or "", other
