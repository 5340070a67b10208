"""`make chaos`: faults of every kind, while readers and writers use a real service.

    python -m tests.chaos [--seed SEED] [--repeats 3] [--only NAME,NAME] [--report FILE]

Expected of every fault: no acknowledged write is lost or duplicated, no 5xx except 503 with
Retry-After, recovery within 5 s after the cause ends, no manual step.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.chaos.clients import Load
from tests.chaos.faults import FAULTS, Fault
from tests.chaos.report import Result, report, report_file, write
from tests.chaos.runner import run_fault, show
from tests.chaos.world import World
from tests.chaos.written_values import creations_in, values_in
from tests.live_service import ADMIN_PASSWORD, live_service

DISK_MEGABYTES = 700


@contextmanager
def limited_disk(folder: Path):
    """Mount a file system of limited size at `folder`, if this account may; yields whether."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m", "tmpfs", str(folder)]
    try:
        is_mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        is_mounted = False
    if is_mounted:
        folder.chmod(0o755)
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        shutil.rmtree(folder, ignore_errors=True)


def run_all(world: World, faults: list[Fault]) -> tuple[list[Result], str]:
    """Run faults in order; returns their results and what became of the ledger."""
    results: list[Result] = []
    world.load.start()
    try:
        for fault in faults:
            results.append(run_fault(world, fault))
            show(results[-1])
    finally:
        world.load.stop()
    with world.connect() as connection:
        differences = world.load.ledger.differences(values_in(connection), creations_in(connection))
    acknowledged = world.load.ledger.acknowledged()
    edits = sum(acknowledged.values())
    text = (
        f"{len(acknowledged)} records and {edits} changes of them were acknowledged; "
        f"{len(differences)} of them lost or duplicated."
    )
    print(text, *differences[:20], sep="\n  ")
    return results, text


def main() -> int:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", default="", help="names of faults, separated by commas")
    parser.add_argument("--report", type=report_file(), help="a file to write the results to")
    arguments = parser.parse_args()
    names = [name for name in arguments.only.split(",") if name]
    faults = [fault for fault in FAULTS if not names or fault.name in names] * arguments.repeats
    choices = random.Random(arguments.seed)
    choices.shuffle(faults)
    with limited_disk(Path(f"/tmp/hkinno-chaos-{os.getpid()}")) as is_limited:
        folder = Path(f"/tmp/hkinno-chaos-{os.getpid()}")
        if not is_limited:
            faults = [fault for fault in faults if fault.name != "disk-full"]
            print("disk-full is left out: only root can mount a file system of limited size")
        file = None if names else arguments.report  # an incomplete report would look complete
        results, failed = run(faults, choices, folder, file)
    print(f"{len(results)} faults with seed {arguments.seed}, {failed} not as expected")
    return bool(failed)


def run(
    faults: list[Fault], choices: random.Random, folder: Path, file: Path | None
) -> tuple[list[Result], int]:
    """Run faults with files in `folder`; returns the results and the number of failures."""
    environment = {"HKINNO_ADMIN_PASSWORD": ADMIN_PASSWORD, "WORKERS": "2"}
    environment["VAR_DIR"] = str(folder / "v")
    (folder / "v").mkdir()
    with live_service(**environment) as service:
        results, ledger = run_all(World(Load(service.port), choices, service), faults)
        if file:
            today = datetime.now(UTC).strftime("%Y-%m-%d")
            machine = (
                f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
            )
            write(file, report(results, ledger, today, machine))
    is_lost = not ledger.endswith("; 0 of them lost or duplicated.")
    return results, sum(bool(result.failures) for result in results) + is_lost


if __name__ == "__main__":
    sys.exit(main())
