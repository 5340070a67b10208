"""`make cluster-test`: faults of every kind, while readers and writers use a cluster.

    python -m tests.cluster [--number 200] [--seed SEED] [--only NAME,NAME] [--report FILE]

Expected of every fault: no acknowledged write is lost or duplicated, no read is older than the
client's own last write, no 5xx except 503 with Retry-After, and recovery without a manual step.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import signal
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from deploy.cluster.cluster import Cluster, cluster
from deploy.cluster.configuration import PROJECT, Layout
from deploy.cluster.requirements import RequirementError, account
from tests.chaos.faults import Fault
from tests.chaos.report import Result, report_file, write
from tests.chaos.runner import run_fault, show
from tests.chaos.written_values import creations_in, values_in
from tests.cluster import network
from tests.cluster.clients import TABLE, ClusterLoad, CommitWriter
from tests.cluster.faults import FAULTS
from tests.cluster.report import BEGIN, KINDS, outages, report
from tests.cluster.world import ClusterWorld, row_counts
from tests.live_service import ADMIN_PASSWORD

RECOVERY_SECONDS = 30.0
WRITERS = 4
PORT = 8080


def schedule(number: int, faults: list[Fault], random: Random) -> list[Fault]:
    """Each fault equally often, as far as the number allows, in random order."""
    order = random.sample(faults, len(faults))
    chosen = [order[index % len(order)] for index in range(number)]
    random.shuffle(chosen)
    return chosen


class Run:
    """The results so far."""

    def __init__(self, world: ClusterWorld) -> None:
        self.world, self.results = world, list[Result]()
        self.longest: dict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys(KINDS, 0.0))

    def cause(self, fault: Fault) -> None:
        """Cause a fault and keep what came of it."""
        start, load = time.monotonic(), self.world.load
        self.results.append(run_fault(self.world, fault, RECOVERY_SECONDS))
        commits = load.commits.since(start)
        violations = [item.violation for item in commits if item.violation]
        self.results[-1].failures.extend([*dict.fromkeys(violations)][:3])
        longest = self.longest[fault.name]
        for kind, seconds in outages([*load.observations.since(start), *commits]).items():
            longest[kind] = max(longest[kind], seconds)
        show(self.results[-1])

    def ledger(self) -> tuple[str, list[str]]:
        """What became of the acknowledged writes, in words, and what is lost or duplicated."""
        rows, load = self.world.read(row_counts), self.world.load
        values, creations = self.world.read(values_in), self.world.read(creations_in)
        differences = load.ledger.differences(values, creations)
        differences += load.commit_ledger.differences(dict.fromkeys(rows, 0), rows)
        lost, times = (
            len(differences),
            [
                at
                for client in load.clients
                if isinstance(client, CommitWriter)
                for key, at in client.acknowledged_at.items()
                if key not in rows
            ],
        )
        if times:
            seconds = sorted({f"{at:%H:%M:%S}" for at in times})
            differences.insert(0, f"lost rows were acknowledged at {', '.join(seconds)} UTC")
        acknowledged = load.ledger.acknowledged()
        saves = len(acknowledged) + sum(acknowledged.values())
        commits = len(load.commit_ledger.acknowledged())
        text = (
            f"{commits + saves:,} writes were acknowledged, {commits:,} of them rows through "
            f"PgBouncer and {saves:,} saves in the admin; {lost} were lost or "
            "duplicated."
        )
        return text, differences


def run(faults: list[Fault], random: Random, running: Cluster) -> Run:
    """Cause all faults under load; the load is stopped afterwards."""
    url = running.values["DATABASE_URL"].partition("?")[0]
    world = ClusterWorld(ClusterLoad(PORT, url, WRITERS), random, running)
    with world.connect() as connection:
        connection.execute(f"create table {TABLE} (writer integer, number bigint)")
        connection.execute(f"create index on {TABLE} (writer, number)")
        connection.execute(f"grant all on {TABLE} to hkinno")
    all_results = Run(world)
    world.load.start()
    try:
        for fault in faults:
            all_results.cause(fault)
    finally:
        world.load.stop()
    return all_results


def run_here(arguments: argparse.Namespace, folder: Path) -> int:
    """Run the faults in the namespaces of this process; returns the number of failures."""
    names = [name for name in arguments.only.split(",") if name]
    random = Random(arguments.seed)
    kinds = [fault for fault in FAULTS if not names or fault.name in names]
    network.set_up(folder)
    layout = Layout(
        folder / "cluster",
        network.NETWORK,
        ("127.0.0.1", PORT),
        account(),
        "ip netns exec node%(process_num)d",
    )
    start, software = time.monotonic(), folder / "software"
    software.symlink_to(PROJECT)  # which upgrades replace
    with cluster(layout, ADMIN_PASSWORD=ADMIN_PASSWORD, PROJECT=str(software)) as running:
        running.wait_until_ready()
        print(f"ready after {time.monotonic() - start:.0f} s", flush=True)
        results = run(schedule(arguments.number, kinds, random), random, running)
        ledger, differences = results.ledger()
        if arguments.logs:
            copy_logs(running, arguments.logs)
    print(ledger, *differences[:20], sep="\n  ")
    if arguments.report and not names:
        heading = (
            f"{arguments.number} faults with seed {arguments.seed} on {datetime.now(UTC):%Y-%m-%d},"
            f" {os.cpu_count()} cores, {platform.system()}, in {time.monotonic() - start:.0f} s."
        )
        text = report(results.results, results.longest, ledger, heading)
        write(arguments.report, text, BEGIN)
    failed = sum(bool(result.failures) for result in results.results)
    print(f"{arguments.number} faults with seed {arguments.seed}, {failed} not as expected")
    return failed + bool(differences)


def copy_logs(running: Cluster, folder: Path) -> None:
    """Keep the logs of all components in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for log in running.layout.folder.glob("*.log"):
        shutil.copy(log, folder)


def main() -> int:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    parser = argparse.ArgumentParser(prog="python -m tests.cluster")
    parser.add_argument("--number", type=int, default=200)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", default="", help="names of faults, separated by commas")
    parser.add_argument("--report", type=report_file(BEGIN), help="a file to write the results to")
    parser.add_argument("--logs", type=Path, help="a folder to copy the logs to")
    arguments = parser.parse_args()
    if os.geteuid():
        print("Only root can create networks and file systems for the nodes.", file=sys.stderr)
        return 1
    if folder := os.environ.get(network.FOLDER):
        try:
            return bool(run_here(arguments, Path(folder)))
        except RequirementError as error:
            print(error, file=sys.stderr)
            return 1
    return network.run_in_namespaces(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
