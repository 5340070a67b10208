"""The rules that what is published rests on statements.

A published record, other than a source, has a statement by a published source; and its columns do
not contradict the statements by published sources.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from hkinno.registry.admin.forms.value_parsing import format_statement_value
from hkinno.registry.evidence_differences import (
    Difference,
    corrected_columns,
    find_differences,
    load_records,
)
from hkinno.registry.models import Record, Source, Statement
from hkinno.registry.vocabularies.record_choices import Status


class EvidenceError(Exception):
    """Published records would not rest on evidence. `field` is the form field to show it at."""

    def __init__(self, message: str, field: str = "status") -> None:
        super().__init__(message)
        self.field = field


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


def supporting_statements(ids: Iterable[str]) -> QuerySet[Statement]:
    """The statements by published sources about records."""
    return Statement.objects.filter(subject__in=list(ids), source__status=Status.PUBLISHED)


def statements_by_subject(ids: Iterable[str]) -> dict[str, list[Statement]]:
    """The supporting statements of each record, from one query."""
    by_subject = defaultdict(list)
    for statement in supporting_statements(ids):
        by_subject[statement.subject_id].append(statement)
    return by_subject


def column_errors(record: Record, statements: list[Statement]) -> dict[str, ValidationError]:
    """The errors of a record that is to be saved, by column, if it is published."""
    if record.status != Status.PUBLISHED or record.merged_into_id:
        return {}
    return {
        next(iter(difference.expected)): ValidationError(describe(difference))
        for difference in find_differences([record], statements)
        if difference.expected
    }


def contradictions(records: QuerySet[Record]) -> Iterator[Difference]:
    """The columns that differ from what statements by published sources say."""
    records = records.filter(merged_into=None)
    statements = supporting_statements(records.values_list("pk", flat=True))
    differences = find_differences(load_records(records), statements)
    return (difference for difference in differences if difference.expected)


def describe(difference: Difference) -> str:
    """The difference in a sentence that says what can be done."""
    published, expected = (
        ", ".join(
            _("empty") if value is None else format_statement_value(value) for value in values
        )
        for values in (
            difference.published.values(),
            corrected_columns(difference).values(),
        )
    )
    return _(
        "%(columns)s of %(record)s: the value is %(published)s, but %(statement)s says"
        " %(expected)s. Enter that, or correct the statement or its rank."
    ) % {
        "columns": get_text_list(list(difference.expected), _("and")),
        "record": difference.record.pk,
        "published": published,
        "statement": difference.statements[0].pk,
        "expected": expected,
    }


def follow_statements(
    ids: Iterable[str], may_change: Callable[[Difference], bool] = lambda difference: True
) -> list[str]:
    """Correct the columns of published records that contradict statements, if they may change.

    Returns a line for each changed property. Call it after the statements have been saved.
    """
    changed = []
    published = Record.objects.published().filter(pk__in=list(ids))
    for difference in filter(may_change, contradictions(published)):
        record = difference.record
        columns = corrected_columns(difference)
        names = {name: record._meta.get_field(name).attname for name in columns}  # type: ignore[union-attr]
        type(record).objects.filter(pk=record.pk).update(
            **{names[name]: value for name, value in columns.items()}
        )
        values = ", ".join(map(format_statement_value, columns.values()))
        changed.append(
            _("%(columns)s of %(record)s: %(values)s")
            % {
                "columns": get_text_list(list(columns), _("and")),
                "record": record.pk,
                "values": values,
            }
        )
    return changed


def check_evidence(ids: Iterable[str], unsaved: Collection[Statement] = ()) -> None:
    """Raises EvidenceError if a published record among `ids` has no evidence.

    Call it after all changes are saved and before the transaction ends, or with the statements
    that are still to be saved.
    """
    published = Record.objects.published().filter(pk__in=list(ids))
    if missing := sorted(without_evidence(published, unsaved).values_list("pk", flat=True)):
        raise EvidenceError(
            _(
                "No published source makes a statement about %(records)s. A published record needs"
                " at least one: add a statement with a published source, or leave the record a"
                " draft."
            )
            % {"records": ", ".join(missing)}
        )


def check_columns(ids: Iterable[str]) -> None:
    """Raises EvidenceError if a column of a published record contradicts a statement."""
    for difference in contradictions(Record.objects.published().filter(pk__in=list(ids))):
        raise EvidenceError(describe(difference), next(iter(difference.expected)))
