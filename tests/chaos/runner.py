"""Causes one fault and judges what clients saw."""

from __future__ import annotations

import time
from contextlib import suppress

from tests.chaos.faults import Fault
from tests.chaos.observations import RECOVERY_SECONDS, summarize
from tests.chaos.report import Result
from tests.chaos.world import ChaosError, LoadedWorld

MAX_SHOWN = 3


def run_fault(
    world: LoadedWorld, fault: Fault, recovery_seconds: float = RECOVERY_SECONDS
) -> Result:
    """Cause a fault, wait for the recovery, and compare what clients saw with what is expected."""
    failures: list[str] = []
    world.notes = []
    with suppress(ChaosError):  # it was reported for the fault before
        if not world.is_healthy:
            world.wait_until_healthy()
    start, world.cause_ended = time.monotonic(), 0
    try:
        fault.cause(world)
    except ChaosError as error:
        failures.append(str(error))
    except Exception as error:  # of the harness, or of a service in an unexpected state
        failures.append(f"{type(error).__name__}: {error}")
    world.cause_ended = world.cause_ended or time.monotonic()
    try:
        world.wait_until_healthy()
    except ChaosError as error:
        failures.append(str(error))
    summary = summarize(world.load.observations.since(start), world.cause_ended)
    failures += [*dict.fromkeys(summary.violations)][:MAX_SHOWN]
    if summary.recovery > recovery_seconds:
        failures.append(f"recovery took longer than {recovery_seconds:.0f} s")
    if summary.statuses[0] and not fault.is_interrupting:
        failures.append("requests were broken off")
    if fault.max_p95 and summary.p95 > fault.max_p95:
        failures.append(f"p95 of light requests above {fault.max_p95:.0f} s")
    return Result(fault, summary, failures, world.notes)


def show(result: Result) -> None:
    """Print the result of one run."""
    summary = result.summary
    statuses = ", ".join(f"{status} × {n}" for status, n in sorted(summary.statuses.items()))
    print(
        f"{'FAILED' if result.failures else 'passed'}  {result.fault.name}: {statuses}; recovery "
        f"{summary.recovery:.1f} s, slowest {summary.slowest:.1f} s, p95 {summary.p95:.2f} s"
        + "".join(f"; {note}" for note in result.notes)
        + "".join(f"\n        {text[:300]}" for text in result.failures),
        flush=True,
    )
