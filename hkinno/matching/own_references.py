"""Texts that are the id or the URL of a record, as exported from the registry."""

import re
from collections.abc import Collection
from typing import NamedTuple

from hkinno.matching.candidate_filters import MATCHABLE_RESOURCES
from hkinno.matching.candidate_index import Index, RecordFilter
from hkinno.matching.engine import Candidate, MatchResult
from hkinno.matching.published_names import find_survivors
from hkinno.registry.models.ids import SLUG

# Of the API or of a page, on any host: a registry may be reached by several names.
RECORD_URL = re.compile(
    r"https?://[^/\s]+/(?:api/v1|en|zh-hant)/(?P<resource>[a-z]+)/(?P<id>[a-z0-9-]+)/?(?:[?#]\S*)?"
)
SCORE = 100.0


class OwnReference(NamedTuple):
    """The record that a text refers to by its id or by its URL."""

    id: str
    is_url: bool


def find_own_references(texts: Collection[str]) -> dict[str, OwnReference]:
    """`{text: reference}` of the texts that are the id or URL of a published record.

    For a duplicate, it is the record that it was merged into.
    """
    urls = {text: match for text in texts if (match := RECORD_URL.fullmatch(text.strip()))}
    slugs = {text: text.strip() for text in texts if re.fullmatch(SLUG, text.strip())}
    ids = slugs | {text: match["id"] for text, match in urls.items()}
    survivors = find_survivors(set(ids.values()), MATCHABLE_RESOURCES)
    return {
        text: OwnReference(survivors[id], text in urls)
        for text, id in ids.items()
        if id in survivors
    }


def ids_of(references: dict[str, OwnReference], text: str) -> tuple[str, ...]:
    """The id that a text refers to, if any, as further candidates of a query."""
    return (references[text].id,) if text in references else ()


def apply_reference(
    result: MatchResult,
    reference: OwnReference | None,
    index: Index,
    accepts: RecordFilter,
    text: str,
    limit: int,
) -> MatchResult:
    """The result for a text with the record that it refers to as the chosen one.

    An id only counts if no name is chosen: it may be a word like any other.
    """
    if reference is None or (result.chosen and not reference.is_url):
        return result
    record = index.records.get(reference.id)
    if record is None or not accepts(record):
        return result
    candidate = Candidate(reference.id, SCORE, 0, len(text), record.names[0])
    others = [item for item in result.candidates if item.record_id != reference.id]
    return MatchResult([candidate, *others][:limit], reference.id)
