"""The rule that a published record, other than a source, has a statement by a published source."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef, QuerySet

from hkinno.registry.models import Record, Source, Statement
from hkinno.registry.vocabularies.record_terms import Status


class MissingEvidenceError(Exception):
    """Published records would be left without evidence."""


def without_evidence(
    records: QuerySet[Record], unsaved: Collection[Statement] = ()
) -> QuerySet[Record]:
    """Those, except sources and merged records, about which no published source says anything.

    `unsaved` takes the place of statements with the same ids.
    """
    statements = Statement.objects.filter(subject=OuterRef("pk"), source__status=Status.PUBLISHED)
    if unsaved:
        statements = statements.exclude(pk__in=[statement.pk for statement in unsaved])
        by_published = (row for row in unsaved if row.source.status == Status.PUBLISHED)
        records = records.exclude(pk__in=[statement.subject_id for statement in by_published])
    candidates = records.exclude(resource=Source.RESOURCE).filter(merged_into=None)
    return candidates.filter(~Exists(statements))


def check_evidence(ids: Iterable[str], unsaved: Collection[Statement] = ()) -> None:
    """Raises MissingEvidenceError if a published record among `ids` has no evidence.

    Call it after all changes are saved and before the transaction ends, or with the statements
    that are still to be saved.
    """
    published = Record.objects.published().filter(pk__in=list(ids))
    if missing := sorted(without_evidence(published, unsaved).values_list("pk", flat=True)):
        raise MissingEvidenceError(
            f"No published source makes a statement about {', '.join(missing)}. A published record"
            " needs at least one: add a statement with a published source, or leave the record a"
            " draft."
        )
