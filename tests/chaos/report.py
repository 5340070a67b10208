"""Results of faults as a Markdown table, between two comments of docs/reliability.md."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.faults import FAULTS, NOT_APPLICABLE, Fault
from tests.chaos.observations import Summary

BEGIN, END = "<!-- written by make chaos -->", "<!-- end -->"
# `|` would end a cell.
COLUMNS = ["fault", "what happens", "runs", "requests", "503", "broken off", "recovery", "slowest"]
COLUMNS += ["p95 of light requests", "result"]


@dataclass(frozen=True)
class Result:
    """One run of one fault; `failures` say what was not as expected."""

    fault: Fault
    summary: Summary
    failures: list[str]
    notes: list[str]


def row(fault: Fault, results: list[Result]) -> list[str]:
    """The cells of a fault: counts are summed over its runs, times are the longest."""
    summaries = [result.summary for result in results]
    return [
        *count_cells(fault, results),
        f"{max(summary.recovery for summary in summaries):.1f} s",
        f"{max(summary.slowest for summary in summaries):.1f} s",
        f"{max(summary.p95 for summary in summaries) * 1000:.0f} ms",
        verdict(results),
    ]


def count_cells(fault: Fault, results: list[Result]) -> list[str]:
    """The first cells of a fault: what it is, its runs, and the requests by what became of them."""
    statuses = [result.summary.statuses for result in results]
    return [
        fault.name,
        fault.text,
        str(len(results)),
        str(sum(count.total() for count in statuses)),
        str(sum(count[503] for count in statuses)),
        str(sum(count[0] for count in statuses)),
    ]


def verdict(results: list[Result]) -> str:
    """The last cell of a fault."""
    failed = sum(bool(result.failures) for result in results)
    return f"**{failed} failed**" if failed else "passed"


def table(results: Iterable[Result]) -> str:
    """The results, one line per fault, in the order of FAULTS."""
    runs = by_fault(results)
    return markdown(
        COLUMNS, [row(fault, runs[fault.name]) for fault in FAULTS if fault.name in runs]
    )


def by_fault(results: Iterable[Result]) -> dict[str, list[Result]]:
    """The results of each fault, by its name."""
    runs: dict[str, list[Result]] = {}
    for result in results:
        runs.setdefault(result.fault.name, []).append(result)
    return runs


def markdown(columns: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def report(results: list[Result], ledger: str, when: str, machine: str) -> str:
    """The text between the two comments."""
    skipped = "".join(f"- **{name}**: {reason}.\n" for name, reason in NOT_APPLICABLE.items())
    notes: dict[str, list[str]] = {}
    for result in results:
        notes.setdefault(result.fault.name, []).extend(result.notes)
    measured = "".join(
        f"- {name}: {'; '.join(notes[name])}\n" for name in sorted(notes) if notes[name]
    )
    failures = sorted({f"- {r.fault.name}: {text}\n" for r in results for text in r.failures})
    return (
        f"Run on {when}, {machine}.\n\n{table(results)}\n{ledger}\n\n"
        f"Also measured, each time:\n\n{measured}\n"
        + (f"Not as expected:\n\n{''.join(failures)}\n" if failures else "")
        + f"Not run:\n\n{skipped}"
    )


def report_file(begin: str = BEGIN) -> Callable[[str], Path]:
    """Makes a path of an argument, and an error if results could not be written there."""

    def parse(argument: str) -> Path:
        file = Path(argument)
        if not file.is_file() or begin not in file.read_text(encoding="utf-8"):
            raise argparse.ArgumentTypeError(f"{argument} is no file with the line {begin}")
        return file

    return parse


def write(file: Path, text: str, begin: str = BEGIN) -> None:
    """Replace the text of `file` between the comment `begin` and the next END."""
    pattern = re.compile(f"(?<={re.escape(begin)}\n).*?(?={re.escape(END)})", re.DOTALL)
    old = file.read_text(encoding="utf-8")
    file.write_text(pattern.sub(lambda match: f"\n{text}\n", old), encoding="utf-8")
