"""`make cluster-throughput`: what reads cost with replicas; writes docs/scaling.md.

    python -m tests.cluster.throughput [--seconds 10] [--rounds 3] [--pairs 200] [--report FILE]

Every request is new to the caches. All nodes share the processors of one machine, so that the rates
cannot grow with the nodes: the CPU time of a request says what a core, or a node, can carry.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import math
import os
import platform
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median
from typing import NamedTuple

import psutil

from deploy.cluster.cluster import Cluster, cluster, new_folder
from deploy.cluster.configuration import Layout
from deploy.cluster.requirements import account
from tests.chaos.report import markdown, report_file, write
from tests.live_service import LiveService, free_port
from tests.live_service import running as running_service

BEGIN = "<!-- written by make cluster-throughput -->"
CONNECTIONS = 8
LIST = "/api/v1/labs/?page_size=20"
PATHS = {"a list of 20": LIST, "one record": "/api/v1/institutions/hkust/"}
# Of the overhead: how many pairs of bursts, of how many requests, and how many before them.
PAIRS, BURST, WARM_UP = 200, 20, 10
COLUMNS = "nodes for reads|requests/s|web process|PostgreSQL and pooler".split("|")
COLUMNS += "requests/s and core, web process|requests/s and core, PostgreSQL".split("|")
OVERHEAD_COLUMNS = "request|without replicas|with a replica|ratio|95 % interval".split("|")


class Cost(NamedTuple):
    """Requests per second, and the CPU time of a request in milliseconds."""

    rate: float
    web: float
    database: float


def web_process(running: Cluster, nodes: int) -> contextlib.AbstractContextManager[LiveService]:
    """A web process that reads from the primary, or from the first `nodes` nodes."""
    values = running.values
    return running_service(
        LiveService(
            running.layout.folder / f"throughput-{nodes}",
            DATABASE_URL=values["DATABASE_URL"],
            DATABASE_REPLICA_URLS=" ".join(values["DATABASE_REPLICA_URLS"].split()[:nodes]),
            SECRET_KEY=values["SECRET_KEY"],
            WORKERS="1",
            CLIENT_THREADS="8",
            RATE_LIMIT="0",
        )
    )


def pids_of(service: LiveService) -> list[int]:
    """The ids of its processes, of which PostgreSQL is none."""
    return [process.pid for process in service.processes()]


def family(processes: list[psutil.Process]) -> list[int]:
    """The ids of processes and of their children."""
    members = []
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            members += [process.pid, *(child.pid for child in process.children(recursive=True))]
    return members


def cpu_seconds(pids: list[int]) -> float:
    """The CPU time that all threads of processes have used."""
    nanoseconds = 0
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            with contextlib.suppress(OSError):  # it has ended
                nanoseconds += int(task.read_text().split()[0])
    return nanoseconds / 1e9


def database_processes(running: Cluster) -> list[psutil.Process]:
    """PgBouncer, and the main process of PostgreSQL on each node."""
    processes = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess):
            is_ours = str(running.layout.folder) in " ".join(process.cmdline())
            if is_ours and process.name() in ("postgres", "pgbouncer"):
                processes.append(process)
    return processes


def get(connection: http.client.HTTPConnection, path: str, number: int) -> None:
    """Read what no cache has. Raises RuntimeError if the answer is not 200."""
    # The entity tag of no state makes each request another one to the caches.
    connection.request("GET", path, headers={"If-None-Match": f'"{number}"'})
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(f"{path}: status {response.status}")


def ask(port: int, numbers: Iterator[int], until: float, answered: list[int]) -> None:
    """Read a list until the time `until`, and note each answer."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as client:
        while time.monotonic() < until:
            get(client, LIST, number := next(numbers))
            answered.append(number)


def measure(running: Cluster, nodes: int, seconds: float) -> Cost:
    """What a list costs with so many nodes for reads, from several connections."""
    databases, numbers = database_processes(running), count()
    with web_process(running, nodes) as web:
        for length in (3.0, seconds):  # the first is a warm-up
            answered: list[int] = []
            groups = [pids_of(web), family(databases)]
            start, before = time.monotonic(), [cpu_seconds(group) for group in groups]
            arguments = (web.port, numbers, start + length, answered)
            threads = [threading.Thread(target=ask, args=arguments) for _ in range(CONNECTIONS)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            elapsed, after = time.monotonic() - start, [cpu_seconds(group) for group in groups]
    used = [(end - begin) / len(answered) * 1000 for begin, end in zip(before, after, strict=True)]
    return Cost(len(answered) / elapsed, *used)


def overhead(running: Cluster, nodes: int, pairs: int) -> list[list[str]]:
    """What the choice between databases costs: the same requests, in turn, without and with it."""
    numbers, rows = count(), []
    with contextlib.ExitStack() as stack:
        webs = [stack.enter_context(web_process(running, number)) for number in (0, nodes)]
        clients = [http.client.HTTPConnection("127.0.0.1", web.port, timeout=60) for web in webs]

        def burst(client: http.client.HTTPConnection, pids: list[int], path: str) -> float:
            """The CPU time of a request, in milliseconds."""
            before = cpu_seconds(pids)
            for _ in range(BURST):
                get(client, path, next(numbers))
            return (cpu_seconds(pids) - before) / BURST * 1000

        for name, path in PATHS.items():
            families = [pids_of(web) for web in webs]
            costs = [
                [
                    burst(*client_and_pids, path)
                    for client_and_pids in zip(clients, families, strict=True)
                ]
                for _ in range(WARM_UP + pairs)
            ][WARM_UP:]
            rows.append([name, *compare(costs)])
            print(*rows[-1], flush=True)
    return rows


def compare(costs: Sequence[Sequence[float]]) -> list[str]:
    """The median costs without and with something, of their ratio, and the interval of the latter.

    The median of all pairs lies between two order statistics with a probability of 95 %.
    """
    ratios = sorted(second / first for first, second in costs)
    middle, distance = len(ratios) // 2, round(0.98 * math.sqrt(len(ratios)))
    low, high = ratios[middle - distance], ratios[min(middle + distance, len(ratios) - 1)]
    medians = [f"{median(column):.2f} ms" for column in zip(*costs, strict=True)]
    return [*medians, f"{median(ratios):.3f}", f"{low:.3f} to {high:.3f}"]


def row(nodes: int, costs: list[Cost]) -> list[str]:
    """The cells of a number of nodes, from the medians of its rounds."""
    rate, web, database = (median(column) for column in zip(*costs, strict=True))
    label = str(nodes) if nodes else "none, the primary answers"
    times = [f"{web:.2f} ms", f"{database:.2f} ms"]
    return [label, f"{rate:.0f}", *times, f"{1000 / web:.0f}", f"{1000 / database:.0f}"]


def main() -> None:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    parser = argparse.ArgumentParser(prog="python -m tests.cluster.throughput")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pairs", type=int, default=PAIRS, help="bursts for the overhead")
    parser.add_argument("--report", type=report_file(BEGIN), help="a file to write the tables to")
    arguments = parser.parse_args()
    layout = Layout(new_folder(), "127.0.21", ("127.0.0.1", free_port()), account())
    with cluster(layout) as running:
        running.wait_until_ready()
        running.control("stop", "web:*")
        costs: dict[int, list[Cost]] = {nodes: [] for nodes in range(4)}
        for _ in range(arguments.rounds):
            for nodes, results in costs.items():
                results.append(measure(running, nodes, arguments.seconds))
                print(nodes, results[-1], flush=True)
        ratios = overhead(running, 1, arguments.pairs)
    heading = f"On {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.system()}, "
    heading += f"Python {platform.python_version()}; {CONNECTIONS} connections."
    table = markdown(COLUMNS, [row(nodes, results) for nodes, results in costs.items()])
    text = f"{heading}\n\n{table}\n{markdown(OVERHEAD_COLUMNS, ratios)}"
    print(text)
    if arguments.report:
        write(arguments.report, text, BEGIN)


if __name__ == "__main__":
    main()
