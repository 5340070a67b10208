"""Filters by external identifiers, which may be bare, prefixed or URLs."""

import re
from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hkinno.api.filters.base import ValueType
from hkinno.registry.vocabularies.record_choices import IDENTIFIER_FORMS

# Prefixes of the URLs of each scheme.
URL_PREFIXES = {
    "ror": r"https?://(?:www\.)?ror\.org/",
    "wikidata": r"https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/",
    "isni": r"https?://(?:www\.)?isni\.org/(?:isni/|page/)?",
    "grid": r"https?://(?:www\.)?grid\.ac/institutes/",
    "fundref": r"(?:https?://(?:dx\.)?doi\.org/)?10\.13039/",
}
ISNI = re.compile(r"(\d{4}) ?(\d{4}) ?(\d{4}) ?(\d{3}[\dX])", re.ASCII)


def parse_identifier(text: str) -> list[dict[str, list[str]]]:
    """What a text may identify, in the form of `external_ids`. Raises ValueError."""
    identifiers = [{scheme: [key]} for scheme, key in identifier_candidates(text.strip())]
    if not identifiers:
        raise ValueError(text)
    return identifiers


def identifier_candidates(text: str) -> Iterator[tuple[str, str]]:
    """Each scheme that the text may be an identifier of, with the identifier normalised."""
    for scheme, form in IDENTIFIER_FORMS.items():
        prefix = re.match(f"{scheme}:|{URL_PREFIXES[scheme]}", text, re.IGNORECASE)
        key = normalize_identifier(scheme, text[prefix.end() :] if prefix else text)
        if re.fullmatch(form, key, re.ASCII):
            yield scheme, key


def normalize_identifier(scheme: str, key: str) -> str:
    """An identifier in the case and spacing of its scheme."""
    if scheme == "isni" and (digits := ISNI.fullmatch(key.upper())):
        return " ".join(digits.groups())
    return key.upper() if scheme in ("isni", "wikidata") else key.lower()


IDENTIFIER = ValueType(
    parse_identifier,
    {"type": "string", "minLength": 1, "maxLength": 100},
    "ror:02zhqgq86",
    _("expected ror:02zhqgq86, 02zhqgq86 or https://ror.org/02zhqgq86."),
)


def has_identifier(identifiers: list[dict[str, list[str]]]) -> Q:
    """Records with one of the identifiers."""
    conditions = [Q(external_ids__contains=identifier) for identifier in identifiers]
    return Q(*conditions, _connector=Q.OR)
