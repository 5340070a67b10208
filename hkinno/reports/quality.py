"""Data quality indicators, computed by the database in a few queries."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import BooleanField, Case, Count, DateField, F, Func, Max, Min, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from hkinno.registry.models import Record, Relation, SourceKind, Statement, record_models
from hkinno.registry.rest.evidence_annotations import accessed_on
from hkinno.registry.rest.filters.record_filterset import is_overdue
from hkinno.registry.revision import State
from hkinno.registry.totals import ANY_RANGES, IdRanges, KeptTotals, RangesQuery, Totals
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
Days = tuple[date | None, date | None]
CONFIRMED = "confirmed"
OF_VALUES = (ConflictType.CONTRADICTED, ConflictType.UNSUPPORTED)


def measure_quality(conflicts: Sequence[Conflict], state: State | None) -> list[dict[str, Any]]:
    """The values for `QualitySerializer`, one dict for each resource.

    `state` is that of the data, or None within a transaction.
    """
    totals = Counter(kept_totals.read(state))
    totals.update(_count_conflicts(conflicts))
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
    totals = ids.no_totals()
    for (resource,) in _compile_resources().run(ids):
        _count_records(record_models()[resource], ids, totals)
    _count_evidence(ids, totals)
    return totals


@cache
def _compile_resources() -> RangesQuery:
    """The kinds of records that are counted in the ranges."""
    records = Record.objects.published().filter(ANY_RANGES.contain("pk"), merged_into=None)
    return RangesQuery.compile(records.order_by().values_list("resource").distinct())


def _count_records(model: type[Record], ids: IdRanges, totals: list[Totals]) -> None:
    keys, query = _compile_records(model, timezone.localdate())
    for index, *numbers in query.run(ids):
        for key, number in zip(keys, numbers, strict=True):
            totals[index][model.RESOURCE, key] = number


@lru_cache(maxsize=100)  # of each kind, for a few days
def _compile_records(model: type[Record], day: date) -> tuple[list[str], RangesQuery]:
    """What is counted of the records of a kind, and the query for it, after the range."""
    overdue, dates = is_overdue(model, day), _date_columns(model)
    no_dates = Value(0)
    figures = {
        "overdue": Count("pk", filter=overdue),
        "not_reviewed": Count("pk", filter=overdue & Q(last_reviewed=None)),
        "records": Count("pk"),
        "both_names": Count("pk", filter=~Q(name_zh="") & ~Q(name_en="")),
        "official": Count("pk", filter=Q(name_en_basis=NameBasis.OFFICIAL)),
        "without_basis": Count("pk", filter=WITHOUT_BASIS),
        "known": sum(map(Count, dates), no_dates),
        "exact": sum((Count("pk", filter=_is_one_day(name)) for name in dates), no_dates),
    }
    records = model.objects.published().filter(ANY_RANGES.contain("pk"), merged_into=None)
    groups = records.order_by().values_list(ANY_RANGES.position_of("pk"))
    return list(figures), RangesQuery.compile(groups.annotate(**figures))


def _date_columns(model: type[Record]) -> list[str]:
    fields = model._meta.local_fields
    return [field.name for field in fields if isinstance(field, PartialDateField)]


def _count_evidence(ids: IdRanges, totals: list[Totals]) -> None:
    """Statements by modality, the date of the latest source, and what statements show."""
    days: dict[tuple[int, str], list[Days]] = {}
    by_source, independent, unclear, noted = (query.run(ids) for query in _compile_evidence())
    for index, resource, modality, first, last, number in by_source:
        totals[index][resource, modality] += number
        if first or last:
            days.setdefault((index, resource), []).append((first, last))
    for (index, resource), of_range in days.items():
        totals[index][resource, CONFIRMED, max(of_range, key=_sort_key)] = 1
    with_note: Iterable[tuple[Any, ...]] = ()
    if noted:  # few ranges have any: Django takes longer to compile the query
        notes = _evidence(ids).exclude(note="").values_list(*OF_SUBJECT, "note", *SHOWN)
        with_note = notes.iterator()
    for name, rows in (
        ("independent", independent),
        ("relations_without_modality", unclear),
        ("notes_with_facts", _with_facts(with_note)),
    ):
        for subject, resource in rows:
            totals[ids.position(subject)][resource, name] += 1


def _evidence(ids: IdRanges) -> Any:
    statements = Statement.objects.published().filter(ids.contain("subject")).order_by()
    return statements.filter(subject__merged_into=None)


@cache
def _compile_evidence() -> tuple[RangesQuery, ...]:
    """The statements by resource, modality and date of their source; records with two independent
    sources; relations that do not say whether they are plans; whether a statement has a note."""
    statements = _evidence(ANY_RANGES)
    range_and_resource: tuple[Any, ...] = (ANY_RANGES.position_of("subject"), "subject__resource")
    by_source = statements.values_list(*range_and_resource, "modality", *DAYS_OF_SOURCE)
    independent = (
        statements.values(*OF_SUBJECT)
        .annotate(first=Min(PUBLISHER), last=Max(PUBLISHER))
        .filter(last__gt=F("first"))
    )
    relations = Relation.objects.published().filter(ANY_RANGES.contain("subject"))
    unclear = relations.exclude(modality__in=Modality.values)
    return (
        RangesQuery.compile(by_source.annotate(Count("pk"))),
        RangesQuery.compile(independent.values_list(*OF_SUBJECT)),
        RangesQuery.compile(unclear.order_by().values_list(*OF_SUBJECT)),
        RangesQuery.compile(statements.exclude(note="").values_list("pk")[:1]),
    )


def _with_facts(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[str, str]]:
    """The subjects of statements whose notes tell what neither they nor their sources show."""
    return (tuple(row[:2]) for row in rows if find_facts(row[2], row[3:]))


def _last_confirmed(totals: Totals) -> dict[str, str]:
    """The date of the latest source, by resource."""
    days: dict[str, list[Days]] = {}
    for resource, name, *of_source in totals:
        if name == CONFIRMED:
            days.setdefault(resource, []).extend(of_source)
    latest = {resource: max(of_resource, key=_sort_key) for resource, of_resource in days.items()}
    return {resource: text_of(DateRange(*bounds)) for resource, bounds in latest.items()}


def _sort_key(bounds: Days) -> tuple[date, date]:
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
