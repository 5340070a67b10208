"""Writes docs/benchmark.md from the stored results of all sizes.

python -m tests.benchmark.report [FILE]

The table of pages stands between two comments, and `python -m tests.benchmark --pages` replaces it
alone.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmark.modes import SERVERS, Sample
from tests.benchmark.targets import ALL_SIZES, Results, samples_of, targets

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "benchmark"
DOCUMENT = ROOT / "docs" / "benchmark.md"
SIZES = ("1k", "100k", "1m")
BEGIN, END = "<!-- pages -->", "<!-- end of pages -->"

INTRODUCTION = """\
# Benchmark

Written by `make bench`; `tests/benchmark/` has the services and the requests. All services answer
the same questions about laboratories from the same tables, on the same web server with two workers,
one after the other in each round: ratios mean more than rates.

- **drf**: plain Django REST framework, with `ModelSerializer`, `PageNumberPagination`,
  django-filter, and `icontains` to search
- **fastapi**: FastAPI and asyncpg, written by hand, with answers of the form of hkinno
- **hkinno**: the default; no response is older than what was committed before its request
- **hkinno-stale**: the same with `HKINNO_STALENESS_MS=1000`
- **floor**: an application that sends the bytes of hkinno's answers and does nothing else

Plain DRF and FastAPI match by `icontains` and `ilike` only, which is less than what `match/` does.
Records are generated: names of the usual form, a host, a topic, two or three statements each, a
partner for every third.
"""


def main() -> None:
    file = Path(sys.argv[1]) if sys.argv[1:] else DOCUMENT
    files = {size: FOLDER / size / "results.json" for size in SIZES}
    sizes = {size: json.loads(path.read_text()) for size, path in files.items() if path.exists()}
    file.write_text(f"{report(sizes)}\n{BEGIN}\n{END}\n", encoding="utf-8")
    pages = FOLDER / "100k" / "pages.json"
    if pages.exists():
        write_page_table(json.loads(pages.read_text()), file)


def write_page_table(pages: dict[str, Any], file: Path = DOCUMENT) -> None:
    """Replace the table of pages in the document by that of measurements."""
    text = file.read_text(encoding="utf-8")
    before, _begin, rest = text.partition(BEGIN)
    _table, _end, after = rest.partition(END)
    table = "\n".join(page_table(pages))
    file.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


def report(sizes: ALL_SIZES) -> str:
    parts = [INTRODUCTION, *target_table(sizes)]
    for size, results in sizes.items():
        parts += [f"\n## {size} laboratories\n", *description(results), *tables(results)]
    return "\n".join(parts)


def description(results: Results) -> Iterator[str]:
    rounds = max(
        len(samples)
        for modes in results["samples"].values()
        for servers in modes.values()
        for samples in servers.values()
    )
    yield f"{results['date'][:16].replace('T', ' ')} UTC, rounds: {rounds}. {results['machine']}.\n"
    prepared, writes = results["prepared"], results["writes"]
    yield (
        f"Generated in {prepared['generate']:.0f} s and loaded by `load_dump` in "
        f"{prepared['load']:.0f} s; the documents of laboratories were made in "
        f"{prepared['warm']:.0f} s.\n"
    )
    first = ", ".join(
        f"{name} {seconds * 1000:.0f} ms" for name, seconds in prepared["cold"].items()
    )
    yield f"The first request to a new process without documents: {first}.\n"
    medians = {name: f"{median(seconds) * 1000:.1f} ms" for name, seconds in writes.items()}
    write = medians.pop("write")
    reads = ", ".join(f"{name} {seconds}" for name, seconds in medians.items())
    yield f"Renaming a laboratory takes {write}, and reading it after that: {reads}.\n"
    if rename := results.get("rename"):
        yield (
            f"Renaming an institution that {rename['labs']:,.0f} laboratories display takes "
            f"{rename['write']:.2f} s, the longest read of one of them meanwhile "
            f"{rename['longest_read'] * 1000:.0f} ms, and a list of them after that "
            f"{rename['next_read'] * 1000:.0f} ms.\n"
        )
    memory = ", ".join(f"{name} {size / 2**20:.0f} MB" for name, size in results["memory"].items())
    yield f"Memory of the largest worker after the run: {memory}.\n"


def tables(results: Results) -> Iterator[str]:
    """Requests per second, and CPU time, for each mode."""
    for mode, servers in SERVERS.items():
        yield f"### {mode.capitalize()}\n"
        yield (
            "Requests per second, with p50 and p99 in ms; in the second line the CPU time of a "
            "request in ms, of the application and of PostgreSQL.\n"
        )
        yield row(["", *servers, "bytes"])
        yield row(["---"] * (len(servers) + 2))
        for workload, title in results["titles"].items():
            samples = samples_of(results, workload, mode)
            if samples:
                yield row([title, *(cell(samples.get(name)) for name in servers), size_of(samples)])
        yield ""


def page_table(pages: dict[str, Any]) -> Iterator[str]:
    """What each kind of page costs, first after a write and again, and its bytes."""
    yield "## Pages of the website at 100k laboratories\n"
    yield f"{pages['date'][:16].replace('T', ' ')} UTC, load after the run: {pages['load']:.1f}.\n"
    yield (
        "CPU time of a request in ms, of the application, of PostgreSQL, and the sum of both: the "
        "first one after a change of a laboratory, and the next one. Bytes before compression.\n"
    )
    yield row(["page", "first", "", "next", "", "bytes"])
    yield row(["---"] * 6)
    for title, costs in pages["costs"].items():
        cells = []
        for application, database, _size in (costs["first"], costs["again"]):
            times = (application * 1000, database * 1000)
            cells += [f"{times[0]:.1f} + {times[1]:.1f}", f"**{sum(times):.1f}**"]
        yield row([f"`/en/{title}`", *cells, f"{costs['first'][2]:,}"])


def row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def cell(samples: list[Sample] | None) -> str:
    if not samples:
        return "–"
    middle = {key: median(sample[key] for sample in samples) for key in samples[0]}
    errors = sum(sample["errors"] for sample in samples)
    return (
        f"**{number(middle['rate'])}** "
        f"({number(middle['p50'] * 1000)}, {number(middle['p99'] * 1000)})<br>"
        f"{number(middle['application_cpu'] * 1000)} + {number(middle['database_cpu'] * 1000)}"
        + (f"<br>{errors:g} errors" if errors else "")
    )


def number(value: float) -> str:
    """Three digits, or all before the point."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def size_of(samples: dict[str, list[Sample]]) -> str:
    """The bytes of a response of hkinno, with its headers."""
    hkinno = next(iter(s for name, s in samples.items() if name.startswith("hkinno")))
    return f"{median(s['bytes'] / max(s['requests'], 1) for s in hkinno):,.0f}"


def target_table(sizes: ALL_SIZES) -> Iterator[str]:
    yield "## Targets\n"
    yield "The median of the ratios of all rounds, with the lowest and the highest.\n"
    yield row(["workload", "target", "measured", ""])
    yield row(["---"] * 4)
    for target in targets():
        spread = target.measured(sizes)
        if spread is None:
            yield row([target.name, target.requirement(), "not measured", ""])
            continue
        verdict = "met" if target.is_met(spread) else "**missed**"
        measured = f"{number(spread.median)} ({number(spread.low)} to {number(spread.high)})"
        yield row([target.name, target.requirement(), measured, verdict])
    yield f"\n{reasons()}"


def reasons() -> str:
    """Why targets are missed: written by hand, in a file beside this one."""
    return (Path(__file__).parent / "reasons.md").read_text(encoding="utf-8")


if __name__ == "__main__":
    main()
