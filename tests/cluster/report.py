"""The results of the faults, in docs/reliability.md."""

from __future__ import annotations

from collections.abc import Iterable

from tests.chaos.clients import READS
from tests.chaos.faults import Fault
from tests.chaos.observations import Observation
from tests.chaos.report import Result, by_fault, count_cells, markdown, verdict
from tests.cluster.faults import FAULTS

BEGIN = "<!-- written by make cluster-test -->"
COLUMNS = "fault|what happens|runs|HTTP requests|503|broken off".split("|")
COLUMNS += "reads|reads past the cache|rows written|saves in the admin|result".split("|")
KINDS = ("reads", "uncached", "commits", "saves")


def outages(items: Iterable[Observation]) -> dict[str, float]:
    """The longest time, in seconds, from one success to the next, by kind of request."""
    last: dict[str, float] = {}
    longest = dict.fromkeys(KINDS, 0.0)
    for item in sorted(items, key=lambda item: item.ended):
        kind = kind_of(item.request)
        if kind and item.is_success:
            longest[kind] = max(longest[kind], item.ended - last.get(kind, item.ended))
            last[kind] = item.ended
    return longest


def kind_of(request: str) -> str:
    if request.startswith("uncached"):
        return "uncached"
    return {"commit": "commits", "save": "saves"}.get(request, "reads" if request in READS else "")


def row(fault: Fault, results: list[Result], longest: dict[str, float]) -> list[str]:
    """The cells of a fault: counts are summed over its runs, times are the longest."""
    times = [f"{longest[kind]:.1f} s" for kind in KINDS]
    return [*count_cells(fault, results), *times, verdict(results)]


def report(
    results: list[Result], longest: dict[str, dict[str, float]], ledger: str, heading: str
) -> str:
    """The text between the two comments; `longest` are the outages by the name of the fault."""
    runs = by_fault(results)
    rows = [row(f, runs[f.name], longest[f.name]) for f in FAULTS if f.name in runs]
    failures = sorted({f"- {r.fault.name}: {text}\n" for r in results for text in r.failures})
    return f"{heading}\n\n{markdown(COLUMNS, rows)}\n{ledger}\n" + (
        f"\nNot as expected:\n\n{''.join(failures)}" if failures else ""
    )
