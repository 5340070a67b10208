"""Data quality indicators, computed for each request."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from hkinno.registry.models import Record, Source, SourceKind, Statement, record_models
from hkinno.registry.values.partial_dates import PartialDateField, date_sort_key, parse
from hkinno.registry.vocabularies.record_terms import Modality, NameBasis
from hkinno.reports.conflicts import ConflictType, find_value_conflicts

Evidence = dict[str, list[dict[str, Any]]]


def measure_quality() -> list[dict[str, Any]]:
    """The values for `QualitySerializer`, one dict for each resource."""
    evidence = _evidence_by_record()
    conflicts = Counter(
        (conflict.subject.resource, conflict.type)
        for conflict in find_value_conflicts(Record.objects.all())
    )
    return [_measure_resource(model, evidence, conflicts) for model in record_models().values()]


def _measure_resource(
    model: type[Record], evidence: Evidence, conflicts: Counter[tuple[str, ConflictType]]
) -> dict[str, Any]:
    rows = list(model.objects.published().filter(merged_into=None).values())
    named = rows if model.HAS_NAMES else []
    statements = [statement for row in rows for statement in evidence.get(row["id"], ())]
    modalities = Counter(statement["modality"] for statement in statements)
    return {
        "resource": model.RESOURCE,
        "records": len(rows),
        "named": len(named),
        "with_both_names": _share(bool(row["name_zh"] and row["name_en"]) for row in named),
        "with_official_english_name": _share(
            row["name_en_basis"] == NameBasis.OFFICIAL for row in named
        ),
        "with_two_independent_sources": _share(
            len({s["publisher"] for s in evidence.get(row["id"], ())} - {None}) > 1 for row in named
        ),
        "statements": {"total": len(statements)}
        | {modality: modalities[modality] for modality in Modality.values},
        "values": {
            "contradicted": conflicts[model.RESOURCE, ConflictType.CONTRADICTED],
            "unsupported": conflicts[model.RESOURCE, ConflictType.UNSUPPORTED],
        },
        "dates": _count_date_precisions(model, rows),
        "last_confirmed": max(
            (statement["confirmed"] for statement in statements), default=None, key=date_sort_key
        ),
    }


def _evidence_by_record() -> Evidence:
    """The modality, publisher and date of confirmation of each statement, by subject."""
    sources = {
        source["pk"]: _describe_source(source)
        for source in Source.objects.published().values(
            "pk", "kind", "publisher_en", "published", "accessed"
        )
    }
    evidence = defaultdict(list)
    rows = Statement.objects.published().values_list("subject", "source", "modality")
    for subject, source, modality in rows:
        evidence[subject].append(sources[source] | {"modality": modality})
    return evidence


def _describe_source(source: dict[str, Any]) -> dict[str, Any]:
    """Sources of one publisher are not independent; editorial notes have no publisher."""
    is_note = source["kind"] == SourceKind.EDITORIAL_NOTE
    confirmed = source["published"] or (source["accessed"] and str(source["accessed"]))
    return {
        "publisher": None if is_note else source["publisher_en"] or source["pk"],
        "confirmed": confirmed,
    }


def _share(flags: Iterable[bool]) -> dict[str, Any]:
    """The number of true flags and their share, to four decimals; null if there are no flags."""
    counts = Counter(flags)
    total = counts.total()
    share = round(counts[True] / total, 4) if total else None
    return {"count": counts[True], "share": share}


def _count_date_precisions(model: type[Record], rows: list[dict[str, Any]]) -> dict[str, int]:
    columns = [f.name for f in model._meta.local_fields if isinstance(f, PartialDateField)]
    counts = Counter(_precision(row[column]) for row in rows for column in columns)
    return {precision: counts[precision] for precision in ("exact", "partial", "missing")}


def _precision(text: str | None) -> str:
    if text is None:
        return "missing"
    days = parse(text)
    is_day = days.lower and days.upper and (days.upper - days.lower).days == 1
    return "exact" if is_day else "partial"
