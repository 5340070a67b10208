"""How good the data are: counted at each request, and not kept."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from fractions import Fraction

from hkinno.registry.models import Record, Source, SourceKind, Statement, record_models
from hkinno.registry.values.partial_dates import PartialDateField, parse
from hkinno.registry.vocabularies.record_terms import Modality, NameBasis


def quality() -> list[dict]:
    """A row a resource, in the order of the resources: see `QualitySerializer`."""
    evidence = _evidence()
    return [_of_resource(model, evidence) for model in record_models().values()]


def _of_resource(model: type[Record], evidence: dict[str, list[dict]]) -> dict:
    rows = list(model.objects.published().filter(merged_into=None).values())
    named = rows if model.HAS_NAMES else []
    said = [each for row in rows for each in evidence.get(row["id"], ())]
    return {
        "resource": model.RESOURCE,
        "records": len(rows),
        "named": len(named),
        "with_both_names": _share(bool(r["name_zh"] and r["name_en"]) for r in named),
        "with_official_english_name": _share(
            r["name_en_basis"] == NameBasis.OFFICIAL for r in named
        ),
        "with_two_independent_sources": _share(
            len({each["publisher"] for each in evidence.get(r["id"], ()) if each["publisher"]}) > 1
            for r in named
        ),
        "statements": _by_modality(said),
        "dates": _dates(model, rows),
        "last_confirmed": max((each["confirmed"] for each in said), default=None, key=_day),
    }


def _evidence() -> dict[str, list[dict]]:
    """Of each record, what is said of it: modality, publisher, and when it was confirmed."""
    sources = {
        source["pk"]: _source(source)
        for source in Source.objects.published().values(
            "pk", "kind", "publisher_en", "published", "accessed"
        )
    }
    found = defaultdict(list)
    rows = Statement.objects.published().values_list("subject", "source", "modality")
    for subject, source, modality in rows:
        found[subject].append(sources[source] | {"modality": modality})
    return found


def _source(source: dict) -> dict:
    """Two articles of one newspaper, and our own notes, are not independent of each other."""
    is_own = source["kind"] == SourceKind.EDITORIAL_NOTE
    confirmed = source["published"] or (source["accessed"] and str(source["accessed"]))
    return {
        "publisher": None if is_own else source["publisher_en"] or source["pk"],
        "confirmed": confirmed,
    }


def _share(flags: Iterable[bool]) -> dict:
    """How many, and which part of all to four decimals; null where there is nothing to count."""
    counts = Counter(flags)
    total = counts.total()
    return {
        "count": counts[True],
        "share": round(float(Fraction(counts[True], total)), 4) if total else None,
    }


def _by_modality(said: list[dict]) -> dict:
    counts = Counter(each["modality"] for each in said)
    return {"total": len(said)} | {modality: counts[modality] for modality in Modality.values}


def _dates(model: type[Record], rows: list[dict]) -> dict:
    """The date columns of a resource: to the day, partial, missing."""
    columns = [f.name for f in model._meta.local_fields if isinstance(f, PartialDateField)]
    counts = Counter(_precision(row[column]) for row in rows for column in columns)
    return {kind: counts[kind] for kind in ("exact", "partial", "missing")}


def _precision(text: str | None) -> str:
    if text is None:
        return "missing"
    days = parse(text)
    is_day = days.lower and days.upper and (days.upper - days.lower).days == 1
    return "exact" if is_day else "partial"


def _day(text: str | None) -> tuple[str, str]:
    """Sorts partial dates by their last day; none comes first."""
    if text is None:
        return ("", "")
    days = parse(text)
    return (str(days.upper or "9999-12-31"), str(days.lower or ""))
