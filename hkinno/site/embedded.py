"""The JSON-LD and the citation in the page of a record, as the API makes them from its JSON."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson
from django.http import HttpRequest
from django.utils import timezone

from hkinno.registry import revision
from hkinno.registry.formats.citation_styles import to_text
from hkinno.registry.formats.citations import CitedState
from hkinno.registry.models import record_models
from hkinno.registry.rest.expand import get_viewset
from hkinno.registry.rest.linked_data import linked_data
from hkinno.site.evidence import Json
from hkinno.site.language import language_tag


def embed(request: HttpRequest, record: Json, sources: Iterable[Json]) -> dict[str, str]:
    """The `jsonld`, for a script element, and the `citation` in the language of the page.

    `record` is its JSON with `statements` expanded as the API answers it, and `sources` are those
    of its statements.
    """
    row = record | {"sources": list(sources)}
    viewset: Any = get_viewset(record_models()[record["resource"]])
    (entry,) = linked_data([row], request)
    state = CitedState(
        revision=revision.current().number,
        changed_on=datetime.fromisoformat(record["updated_at"]).date(),
        accessed=timezone.now().date(),
        language=language_tag(),
    )
    return {
        "jsonld": orjson.dumps(entry).decode().replace("<", "\\u003c"),
        "citation": to_text(viewset.make_citation(row, state)).strip(),
    }
