"""The targets, and what the measurements of a run say about each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple

from tests.benchmark.modes import DISTINCT, NOT_MODIFIED, REPEATED, Sample

Results = dict[str, Any]  # of one size, as `measure.run` returns them
ALL_SIZES = dict[str, Results]
FRESH, STALE = "hkinno", "hkinno-stale"
SEARCH = "search-zh"


class Spread(NamedTuple):
    """The median of the ratios of all rounds, the lowest and the highest."""

    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Ratio:
    """At least `wanted` times as many requests per second as another server, at 100k."""

    name: str
    workload: str
    mode: str
    server: str
    other: str
    wanted: float

    def measured(self, sizes: ALL_SIZES) -> Spread | None:
        samples = samples_of(sizes.get("100k"), self.workload, self.mode)
        return ratio(samples.get(self.server, []), samples.get(self.other, []))

    def is_met(self, spread: Spread) -> bool:
        return spread.median >= self.wanted

    def requirement(self) -> str:
        return f"at least {self.wanted:g} × {self.other}"


@dataclass(frozen=True)
class Growth:
    """The median of a million labs takes at most `wanted` times as long as that of a thousand."""

    name: str
    workload: str
    wanted: float

    def measured(self, sizes: ALL_SIZES) -> Spread | None:
        times = [
            median(sample["p50"] for sample in samples[FRESH])
            for size in ("1k", "1m")
            if FRESH in (samples := samples_of(sizes.get(size), self.workload, DISTINCT))
        ]
        return Spread(*[times[1] / times[0]] * 3) if len(times) == 2 else None

    def is_met(self, spread: Spread) -> bool:
        return spread.median <= self.wanted

    def requirement(self) -> str:
        return f"p50 at 1m at most {self.wanted:g} × that at 1k"


@dataclass(frozen=True)
class Memory:
    """A worker of hkinno uses at most `wanted` bytes after the run with a million labs."""

    name: str
    wanted: int

    def measured(self, sizes: ALL_SIZES) -> Spread | None:
        results = sizes.get("1m")
        return results and Spread(*[results["memory"][FRESH] / 2**20] * 3)

    def is_met(self, spread: Spread) -> bool:
        return spread.median <= self.wanted

    def requirement(self) -> str:
        return f"at most {self.wanted} MB"


Target = Ratio | Growth | Memory


def targets() -> Iterator[Target]:
    for workload, wanted in {"list": 20, "filter": 8, "detail": 10, SEARCH: 100}.items():
        yield Ratio(f"{workload}, {DISTINCT}", workload, DISTINCT, FRESH, "drf", wanted)
    for workload, wanted in {"list": 60, "filter": 25, "detail": 25, SEARCH: 800}.items():
        yield Ratio(f"{workload}, {REPEATED}", workload, REPEATED, FRESH, "drf", wanted)
    yield Ratio("list, a second stale", "list", REPEATED, STALE, "floor", 0.6)
    yield Ratio("304", NOT_MODIFIED, REPEATED, FRESH, "floor", 0.25)
    yield Ratio("304, a second stale", NOT_MODIFIED, REPEATED, STALE, "floor", 0.6)
    workloads = ["list", "cursor", "filter", "detail", SEARCH, "search-en", "facets", "match"]
    for workload in workloads:
        yield Ratio(f"{workload}, {DISTINCT}", workload, DISTINCT, FRESH, "fastapi", 1)
    for workload in workloads[:-1]:
        yield Ratio(f"{workload}, {REPEATED}", workload, REPEATED, FRESH, "fastapi", 1)
    for workload in workloads:
        is_flat = workload in ("list", "cursor", "filter", "detail")
        yield Growth(f"{workload}, {DISTINCT}", workload, 1.3 if is_flat else 3)
    yield Memory("memory of a worker after the run at 1m", 200)


def samples_of(results: Results | None, workload: str, mode: str) -> dict[str, list[Sample]]:
    """The samples of each server; empty if they were not measured."""
    samples: dict[str, list[Sample]] = {}
    if results:
        samples = results["samples"].get(workload, {}).get(mode, {})
    return samples


def ratio(samples: list[Sample], others: list[Sample]) -> Spread | None:
    """The ratios of requests per second in the same round."""
    pairs = zip(samples, others, strict=True) if len(samples) == len(others) else ()
    ratios = [a["rate"] / b["rate"] for a, b in pairs if b["rate"]]
    return Spread(median(ratios), min(ratios), max(ratios)) if ratios else None
