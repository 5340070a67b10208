"""No record but a source is published without a statement, whichever way that might come about."""

import uuid
from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef, QuerySet

from hkinno.registry.admin.db_errors import Refusal, RefusedError
from hkinno.registry.models import Record, Statement
from hkinno.registry.vocabularies.record_terms import Resource, Status


def without(records: QuerySet[Record]) -> QuerySet[Record]:
    """Those of which something must be said, and nothing is by a published source."""
    said = Statement.objects.filter(subject=OuterRef("pk"), source__status=Status.PUBLISHED)
    return records.exclude(resource=Resource.SOURCES).filter(~Exists(said))


def check(ids: Iterable[str]) -> None:
    """Raises RefusedError for published records among these of which nothing is said.

    Asked when all is saved and nothing is final: whatever was changed, this must be true.
    """
    published = Record.objects.published().filter(pk__in=list(ids))
    if bare := sorted(without(published).values_list("pk", flat=True)):
        raise RefusedError(
            Refusal(
                f"No published source says anything of {', '.join(bare)}. A published record needs"
                " at least one statement: add one, with a source that is published, or leave the"
                " record a draft.",
                "status",
            )
        )


def new_id(parts: Mapping[str, object], *names: str) -> str:
    """For a statement or relation: never that of another, nor one that a file of seeds will use.

    `parts` are words, or records for their ids.
    """
    words = [getattr(parts.get(name), "id", parts.get(name)) for name in names]
    return ".".join([*map(str, words), uuid.uuid4().hex[:8]])
