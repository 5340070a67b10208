"""Data quality indicators, computed by the database in a few queries."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Count, F, Func, Max, Min, Q, When
from django.utils import timezone

from hkinno.registry.models import Record, Relation, Source, SourceKind, Statement, record_models
from hkinno.registry.rest.filters.record_filterset import is_overdue
from hkinno.registry.values.partial_dates import PartialDateField, date_sort_key
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
# What a statement shows beside its note.
SHOWN = (
    *("value", "as_of", "printed", "source_id", "subject_id"),
    *("source__published", "source__name_en", "subject__name_en"),
)


class Evidence(NamedTuple):
    """What is counted over all resources at once, by resource."""

    modalities: Counter[tuple[str, str]]
    with_independent_sources: Counter[str]
    last_confirmed: dict[str, str | None]
    conflicts: Counter[tuple[str, ConflictType]]
    notes_with_facts: Counter[str]
    relations_without_modality: Counter[str]


def measure_quality(conflicts: Iterable[Conflict]) -> list[dict[str, Any]]:
    """The values for `QualitySerializer`, one dict for each resource."""
    evidence = _measure_evidence(conflicts)
    return [_measure_resource(model, evidence) for model in record_models().values()]


def _measure_resource(model: type[Record], evidence: Evidence) -> dict[str, Any]:
    dates = [
        field.name for field in model._meta.local_fields if isinstance(field, PartialDateField)
    ]
    overdue = is_overdue(model, timezone.localdate())
    counts = (
        model.objects.published()
        .filter(merged_into=None)
        .aggregate(
            overdue=Count("pk", filter=overdue),
            not_reviewed=Count("pk", filter=overdue & Q(last_reviewed=None)),
            records=Count("pk"),
            both_names=Count("pk", filter=~Q(name_zh="") & ~Q(name_en="")),
            official=Count("pk", filter=Q(name_en_basis=NameBasis.OFFICIAL)),
            without_basis=Count("pk", filter=WITHOUT_BASIS),
            **{f"known_{name}": Count(name) for name in dates},
            **{f"exact_{name}": Count("pk", filter=_is_one_day(name)) for name in dates},
        )
    )
    independent = evidence.with_independent_sources[model.RESOURCE]
    named = counts["records"]
    if not model.HAS_NAMES:
        named = independent = 0
    modalities = {m: evidence.modalities[model.RESOURCE, m] for m in Modality.values}
    known, exact = (sum(counts[f"{key}_{name}"] for name in dates) for key in ("known", "exact"))
    return {
        "resource": model.RESOURCE,
        "records": counts["records"],
        "named": named,
        "with_both_names": _share(counts["both_names"], named),
        "with_official_english_name": _share(counts["official"], named),
        "with_two_independent_sources": _share(independent, named),
        "statements": {"total": sum(modalities.values())} | modalities,
        "values": {
            "contradicted": evidence.conflicts[model.RESOURCE, ConflictType.CONTRADICTED],
            "unsupported": evidence.conflicts[model.RESOURCE, ConflictType.UNSUPPORTED],
        },
        "overdue": {"total": counts["overdue"], "not_reviewed": counts["not_reviewed"]},
        "notes_with_facts": evidence.notes_with_facts[model.RESOURCE],
        "names_without_basis": counts["without_basis"],
        "relations_without_modality": evidence.relations_without_modality[model.RESOURCE],
        "dates": {
            "exact": exact,
            "partial": known - exact,
            "missing": len(dates) * counts["records"] - known,
        },
        "last_confirmed": evidence.last_confirmed.get(model.RESOURCE),
    }


def _measure_evidence(conflicts: Iterable[Conflict]) -> Evidence:
    statements = Statement.objects.published().filter(subject__merged_into=None).order_by()
    # Sources are few: counted by source, all statements are read once.
    by_source = list(
        statements.values_list("subject__resource", "modality", "source").annotate(Count("pk"))
    )
    modalities: Counter[tuple[str, str]] = Counter()
    for resource, modality, _source, number in by_source:
        modalities[resource, modality] += number
    independent = (
        statements.values("subject__resource", "subject")
        .annotate(first=Min(PUBLISHER), last=Max(PUBLISHER))
        .filter(last__gt=F("first"))
    )
    return Evidence(
        modalities,
        Counter(independent.values_list("subject__resource", flat=True)),
        _last_confirmed({(resource, source) for resource, _modality, source, _n in by_source}),
        _count_conflicts(conflicts),
        _count_notes_with_facts(statements),
        Counter(
            Relation.objects.published()
            .exclude(modality__in=Modality.values)
            .values_list("subject__resource", flat=True)
        ),
    )


def _count_notes_with_facts(statements: Any) -> Counter[str]:
    """The statements whose notes tell what neither they nor their sources show, by resource."""
    with_note = statements.exclude(note="").values_list("subject__resource", "note", *SHOWN)
    return Counter(
        resource for resource, note, *shown in with_note.iterator() if find_facts(note, shown)
    )


def _last_confirmed(pairs: Iterable[tuple[str, str]]) -> dict[str, str | None]:
    """The date of the latest source, by resource; of pairs of a resource and a source."""
    sources = Source.objects.in_bulk()
    latest: dict[str, str | None] = {}
    for resource, key in pairs:
        source: Any = sources[key]
        confirmed = source.published or (source.accessed and str(source.accessed))
        latest[resource] = max(latest.get(resource), confirmed, key=date_sort_key)
    return latest


def _count_conflicts(conflicts: Iterable[Conflict]) -> Counter[tuple[str, ConflictType]]:
    conflicts = list(conflicts)
    subjects = Record.objects.filter(pk__in={conflict.subject_id for conflict in conflicts})
    resources = dict(subjects.values_list("pk", "resource"))
    return Counter(
        (resources[conflict.subject_id], conflict.type)
        for conflict in conflicts
        if conflict.subject_id in resources
    )


def _is_one_day(column: str) -> Any:
    """Whether a partial date is known to the day."""
    template = "upper(%(expressions)s) - lower(%(expressions)s) = 1"
    return Func(F(column), template=template, output_field=BooleanField())


def _share(count: int, total: int) -> dict[str, Any]:
    """A number of records and its share, to four decimals; null if there are none."""
    return {"count": count, "share": round(count / total, 4) if total else None}
