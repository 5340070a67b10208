"""Filters of open identifiers, in whatever form a client has them: bare, prefixed, as a URL."""

import re
from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hkinno.api.filters.base import MatchFilters, ValueType
from hkinno.registry.vocabularies.record_terms import IDENTIFIER_FORMS

# Where the addresses of a scheme begin.
ADDRESSES = {
    "ror": r"https?://(?:www\.)?ror\.org/",
    "wikidata": r"https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/",
    "isni": r"https?://(?:www\.)?isni\.org/(?:isni/|page/)?",
    "grid": r"https?://(?:www\.)?grid\.ac/institutes/",
    "fundref": r"(?:https?://(?:dx\.)?doi\.org/)?10\.13039/",
}
ISNI = re.compile(r"(\d{4}) ?(\d{4}) ?(\d{4}) ?(\d{3}[\dX])", re.ASCII)


def meant(text: str) -> list[dict[str, list[str]]]:
    """What a text may identify, each as it stands in `external_ids`. Raises ValueError."""
    found = [{scheme: [key]} for scheme, key in candidates(text.strip())]
    if not found:
        raise ValueError(text)
    return found


def candidates(text: str) -> Iterator[tuple[str, str]]:
    """Each scheme of which the text may be an identifier, and the identifier in its own form."""
    for scheme, form in IDENTIFIER_FORMS.items():
        start = re.match(f"{scheme}:|{ADDRESSES[scheme]}", text, re.IGNORECASE)
        key = canonical(scheme, text[start.end() :] if start else text)
        if re.fullmatch(form, key, re.ASCII):
            yield scheme, key


def canonical(scheme: str, key: str) -> str:
    """An identifier in the case and with the blanks of its scheme."""
    if scheme == "isni" and (digits := ISNI.fullmatch(key.upper())):
        return " ".join(digits.groups())
    return key.upper() if scheme in ("isni", "wikidata") else key.lower()


IDENTIFIER = ValueType(
    meant,
    {"type": "string", "minLength": 1, "maxLength": 100},
    "ror:02zhqgq86",
    _("expected ror:02zhqgq86, 02zhqgq86 or https://ror.org/02zhqgq86."),
)


def carries(identifiers: list[dict[str, list[str]]]) -> Q:
    """Records that carry one of the identifiers."""
    conditions = [Q(external_ids__contains=each) for each in identifiers]
    return Q(*conditions, _connector=Q.OR)


def identifier_filters(description: str) -> MatchFilters:
    """The filters of `external_ids`: exact, `__in`, `__isnull`."""
    return MatchFilters(carries, IDENTIFIER, description, Q(external_ids={}))
