"""Data quality indicators, computed by the database in a few queries."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import BooleanField, Case, Count, DateField, F, Func, Max, Min, Q, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from hkinno.registry.models import Record, Relation, SourceKind, Statement, record_models
from hkinno.registry.rest.evidence_annotations import accessed_on
from hkinno.registry.rest.filters.record_filterset import is_overdue
from hkinno.registry.revision import State
from hkinno.registry.totals import IdRanges, KeptTotals, Totals
from hkinno.registry.values.partial_dates import PartialDateField, text_of
from hkinno.registry.vocabularies.record_choices import Modality, NameBasis
from hkinno.reports.conflicts import Conflict, ConflictType
from hkinno.seeds.notes import find_facts

# Sources of one publisher are not independent; editorial notes have no publisher.
PUBLISHER = Case(
    When(source__kind=SourceKind.EDITORIAL_NOTE, then=None),
    When(source__publisher_en="", then=F("source")),
    default=F("source__publisher_en"),
)
WITHOUT_BASIS = (
    (~Q(name_zh="") & Q(name_zh_basis=""))
    | (~Q(name_en="") & Q(name_en_basis=""))
    | Q(aliases__contains=[{"basis": ""}])
)
OF_SUBJECT = ("subject", "subject__resource")
# What a statement shows beside its note.
SHOWN = (
    *("value", "as_of", "printed", "source_id", "subject_id"),
    *("source__published", "source__name_en", "subject__name_en"),
)


# The days on which a source appeared or was read: the first, and the one after the last.
DAYS_OF_SOURCE = [
    Func(Coalesce("source__published", accessed_on()), function=bound, output_field=DateField())
    for bound in ("lower", "upper")
]
CONFIRMED = "confirmed"
OF_VALUES = (ConflictType.CONTRADICTED, ConflictType.UNSUPPORTED)


def measure_quality(conflicts: Sequence[Conflict], state: State | None) -> list[dict[str, Any]]:
    """The values for `QualitySerializer`, one dict for each resource.

    `state` is that of the data, or None within a transaction.
    """
    totals = kept_totals.read(state) + _count_conflicts(conflicts)
    dates = _last_confirmed(totals)
    return [_describe(model, totals, dates) for model in record_models().values()]


def _describe(model: type[Record], totals: Totals, dates: dict[str, str]) -> dict[str, Any]:
    def total(*key: Any) -> int:
        return totals[model.RESOURCE, *key]

    named = total("records") if model.HAS_NAMES else 0
    modalities = {modality: total(modality) for modality in Modality.values}
    return {
        "resource": model.RESOURCE,
        "records": total("records"),
        "named": named,
        "with_both_names": _share(total("both_names"), named),
        "with_official_english_name": _share(total("official"), named),
        "with_two_independent_sources": _share(total("independent") if named else 0, named),
        "statements": {"total": sum(modalities.values())} | modalities,
        "values": {
            "contradicted": total(ConflictType.CONTRADICTED),
            "unsupported": total(ConflictType.UNSUPPORTED),
        },
        "overdue": {"total": total("overdue"), "not_reviewed": total("not_reviewed")},
        "notes_with_facts": total("notes_with_facts"),
        "names_without_basis": total("without_basis"),
        "relations_without_modality": total("relations_without_modality"),
        "dates": {
            "exact": total("exact"),
            "partial": total("known") - total("exact"),
            "missing": len(_date_columns(model)) * total("records") - total("known"),
        },
        "last_confirmed": dates.get(model.RESOURCE),
    }


def _count(ids: IdRanges) -> list[Totals]:
    """What is counted of records in each range of ids, by resource and what it is."""
    records = Record.objects.published().filter(ids.contain("pk"), merged_into=None).order_by()
    totals = ids.no_totals()
    for resource in records.values_list("resource", flat=True).distinct():
        _count_records(record_models()[resource], ids, totals)
    _count_evidence(ids, totals)
    return totals


def _count_records(model: type[Record], ids: IdRanges, totals: list[Totals]) -> None:
    dates, overdue = _date_columns(model), is_overdue(model, timezone.localdate())
    records = model.objects.published().filter(ids.contain("pk"), merged_into=None).order_by()
    counts_by_range = records.values(index=ids.position_of("pk")).annotate(
        overdue=Count("pk", filter=overdue),
        not_reviewed=Count("pk", filter=overdue & Q(last_reviewed=None)),
        records=Count("pk"),
        both_names=Count("pk", filter=~Q(name_zh="") & ~Q(name_en="")),
        official=Count("pk", filter=Q(name_en_basis=NameBasis.OFFICIAL)),
        without_basis=Count("pk", filter=WITHOUT_BASIS),
        **{f"known_{name}": Count(name) for name in dates},
        **{f"exact_{name}": Count("pk", filter=_is_one_day(name)) for name in dates},
    )
    for counts in counts_by_range:
        total = totals[counts.pop("index")]
        for key in ("known", "exact"):
            counts[key] = sum(counts.pop(f"{key}_{name}") for name in dates)
        total.update({(model.RESOURCE, key): number for key, number in counts.items()})


def _date_columns(model: type[Record]) -> list[str]:
    fields = model._meta.local_fields
    return [field.name for field in fields if isinstance(field, PartialDateField)]


def _count_evidence(ids: IdRanges, totals: list[Totals]) -> None:
    """Statements by modality and by the date of their source, and what they show."""
    statements = Statement.objects.published().filter(ids.contain("subject")).order_by()
    statements = statements.filter(subject__merged_into=None)
    columns: tuple[Any, ...] = (
        ids.position_of("subject"),
        "subject__resource",
        "modality",
        *DAYS_OF_SOURCE,
    )
    groups = statements.values_list(*columns).annotate(Count("pk"))
    for index, resource, modality, first, last, number in groups:
        totals[index][resource, modality] += number
        totals[index][resource, CONFIRMED, first, last] += number
    independent = (
        statements.values("subject", "subject__resource")
        .annotate(first=Min(PUBLISHER), last=Max(PUBLISHER))
        .filter(last__gt=F("first"))
    )
    relations = Relation.objects.published().filter(ids.contain("subject"))
    unclear = relations.exclude(modality__in=Modality.values)
    with_note = statements.exclude(note="").values_list(*OF_SUBJECT, "note", *SHOWN)
    for name, rows in (
        ("independent", independent.values_list(*OF_SUBJECT)),
        ("relations_without_modality", unclear.values_list(*OF_SUBJECT)),
        ("notes_with_facts", _with_facts(with_note.iterator())),
    ):
        for subject, resource in rows:
            totals[ids.position(subject)][resource, name] += 1


def _with_facts(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[str, str]]:
    """The subjects of statements whose notes tell what neither they nor their sources show."""
    return (tuple(row[:2]) for row in rows if find_facts(row[2], row[3:]))


def _last_confirmed(totals: Totals) -> dict[str, str]:
    """The date of the latest source, by resource."""
    days: dict[str, list[tuple[date | None, date | None]]] = {}
    for resource, name, *bounds in totals:
        if name == CONFIRMED and any(bounds):
            days.setdefault(resource, []).append(tuple(bounds))
    latest = {resource: max(of_resource, key=_sort_key) for resource, of_resource in days.items()}
    return {resource: text_of(DateRange(*bounds)) for resource, bounds in latest.items()}


def _sort_key(bounds: tuple[date | None, date | None]) -> tuple[date, date]:
    """Sorts days by the last, then by the first, as `date_sort_key` does."""
    first, end = bounds
    return (end or date.max, first or date.min)


def _count_conflicts(conflicts: Sequence[Conflict]) -> Totals:
    """The values in conflict with statements, by resource and type."""
    of_values = [c for c in conflicts if c.type in OF_VALUES]
    subjects = Record.objects.filter(pk__in={conflict.subject_id for conflict in of_values})
    resources = dict(subjects.values_list("pk", "resource"))
    return Counter(
        (resources[conflict.subject_id], conflict.type)
        for conflict in of_values
        if conflict.subject_id in resources
    )


kept_totals = KeptTotals(_count)


def _is_one_day(column: str) -> Any:
    """Whether a partial date is known to the day."""
    template = "upper(%(expressions)s) - lower(%(expressions)s) = 1"
    return Func(F(column), template=template, output_field=BooleanField())


def _share(count: int, total: int) -> dict[str, Any]:
    """A number of records and its share, to four decimals; null if there are none."""
    return {"count": count, "share": round(count / total, 4) if total else None}
