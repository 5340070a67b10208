"""Measures all servers in turn, so that whatever else the machine does affects them alike."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmark.clients import CONNECTIONS, Requests, fetch, send
from tests.benchmark.modes import HKINNO_ONLY, NOT_MODIFIED, REPEATED, SERVERS, Sample, Samples
from tests.benchmark.prepare import first_cursor
from tests.benchmark.servers import VARIANTS, Postgres, Server, running
from tests.benchmark.workloads import LABS, Workload, workloads
from tests.benchmark.writes import measure_rename, measure_writes

MAX_SECONDS = 8
IDLE_SECONDS, IDLE_SHARE, MAX_IDLE_SECONDS = 0.2, 0.1, 60


class Selection(NamedTuple):
    """The workloads and servers to measure; all if empty. hkinno is always among the servers."""

    workloads: list[str]
    servers: list[str]

    def has_workload(self, name: str) -> bool:
        return not self.workloads or name in self.workloads

    def has_server(self, name: str) -> bool:
        return not self.servers or name in self.servers or name == "hkinno"


class Bench:
    """The servers of one run, all of them on the same database."""

    def __init__(self, servers: dict[str, Server], postgres: Postgres, seconds: float) -> None:
        self.servers, self.postgres, self.seconds = servers, postgres, seconds

    def measure(self, name: str, requests: Requests) -> Sample:
        """One burst: what the client saw, and the CPU time of a request in the two processes."""
        server = self.servers[name]
        first = fetch(server.url, requests)[2]
        # At least a few requests for each connection, however slow the service is.
        seconds = min(max(self.seconds, first * CONNECTIONS * 2), MAX_SECONDS)
        self.wait_until_idle(server)
        before = (server.cpu_seconds(), self.postgres.cpu_seconds())
        burst = send(server.url, requests, seconds)
        self.wait_until_idle(server)
        after = (server.cpu_seconds(), self.postgres.cpu_seconds())
        application, database = (b - a for a, b in zip(before, after, strict=True))
        count = max(burst.requests, 1)
        return {
            **asdict(burst),
            "rate": burst.rate,
            "application_cpu": application / count,
            "database_cpu": database / count,
        }

    def wait_until_idle(self, server: Server) -> None:
        """Until the requests of a burst that nobody waits for any more are done."""
        end = time.monotonic() + MAX_IDLE_SECONDS
        used = server.cpu_seconds() + self.postgres.cpu_seconds()
        while time.monotonic() < end:
            time.sleep(IDLE_SECONDS)
            previous, used = used, server.cpu_seconds() + self.postgres.cpu_seconds()
            if used - previous < IDLE_SECONDS * IDLE_SHARE:
                return


def run(var: Path, selection: Selection, rounds: int, seconds: float) -> Iterator[dict[str, Any]]:
    """Measure what is selected; yields the results so far, in JSON types, after each workload."""
    postgres = Postgres(var)
    results: dict[str, Any] = {}
    with ExitStack() as stack:
        servers = {
            name: stack.enter_context(running(name, var, **VARIANTS.get(name, {})))
            for name in filter(selection.has_server, [*VARIANTS, "drf", "fastapi"])
        }
        works = workloads(first_cursor(servers["hkinno"]))
        results["titles"] = {work.name: work.title for work in works} | {NOT_MODIFIED: NOT_MODIFIED}
        works = [work for work in works if selection.has_workload(work.name)]
        if selection.has_server("floor"):
            servers["floor"] = stack.enter_context(floor(servers["hkinno"], works, var))
        bench = Bench(servers, postgres, seconds)
        results["writes"] = measure_writes(servers)
        samples: Samples = {}
        for work in works:
            for server in servers.values():
                check(server, work)
            samples[work.name] = measure_work(bench, work, rounds)
            yield results | {"samples": samples, "memory": memory_of(servers)}
        if selection.has_workload(NOT_MODIFIED):
            samples[NOT_MODIFIED] = measure_not_modified(bench, rounds)
        # Last, because the documents of all these labs are made again after it.
        results["rename"] = measure_rename(servers["hkinno"])
        yield results | {"samples": samples, "memory": memory_of(servers)}


def memory_of(servers: dict[str, Server]) -> dict[str, int]:
    return {name: server.worker_memory() for name, server in servers.items()}


def check(server: Server, work: Workload) -> None:
    """Warm all workers up. Raises RuntimeError if a server answers a workload with an error."""
    requests = requests_to(server.name, work)
    for _request in range(CONNECTIONS):
        status, _headers, _seconds, content = fetch(server.url, requests)
        if status == 200:
            continue
        detail = f"{requests.paths[0]}: {content[:500].decode(errors='replace')}"
        raise RuntimeError(f"{server.name} answered {status} to {detail}")


def requests_to(name: str, work: Workload) -> Requests:
    if name == "floor":
        return Requests([f"/{work.name}"])
    return work.requests_for(name)


def measure_work(bench: Bench, work: Workload, rounds: int) -> dict[str, dict[str, list[Sample]]]:
    samples: dict[str, dict[str, list[Sample]]] = {}
    for _round in range(rounds):
        for mode, names in SERVERS.items():
            if mode == REPEATED and not work.is_repeated:
                continue
            for name in filter(bench.servers.__contains__, names):
                requests = requests_to(name, work)
                if mode == REPEATED:
                    requests = replace(requests, paths=requests.paths[:1])
                else:
                    requests = replace(requests, is_cacheable=False)
                sample = bench.measure(name, requests)
                samples.setdefault(mode, {}).setdefault(name, []).append(sample)
                show(work.name, mode, name, sample)
    return samples


def measure_not_modified(bench: Bench, rounds: int) -> dict[str, dict[str, list[Sample]]]:
    samples: dict[str, list[Sample]] = {}
    for _round in range(rounds):
        for name in filter(bench.servers.__contains__, HKINNO_ONLY):
            if name == "floor":
                requests = Requests([f"/{NOT_MODIFIED}"])
            else:
                etag = fetch(bench.servers[name].url, Requests([LABS]))[1]["etag"]
                requests = Requests([LABS], headers={"If-None-Match": etag})
            sample = bench.measure(name, requests)
            samples.setdefault(name, []).append(sample)
            show(NOT_MODIFIED, REPEATED, name, sample)
    return {REPEATED: samples}


def show(work: str, mode: str, name: str, sample: Sample) -> None:
    errors = f", {sample['errors']} errors" if sample["errors"] else ""
    print(
        f"{work:10} {mode:23} {name:18} {sample['rate']:9.1f}/s  p50 {sample['p50'] * 1000:8.2f} ms"
        f"  CPU {sample['application_cpu'] * 1000:7.2f} + {sample['database_cpu'] * 1000:7.2f} ms"
        f"{errors}",
        flush=True,
    )


@contextmanager
def floor(hkinno: Server, works: list[Workload], var: Path) -> Iterator[Server]:
    """A server of the answers of hkinno, as bytes."""
    folder = var / "floor"
    folder.mkdir(exist_ok=True)
    etag = fetch(hkinno.url, Requests([LABS]))[1]["etag"]
    not_modified = Requests([LABS], headers={"If-None-Match": etag})
    for name, requests in [
        *((work.name, work.requests) for work in works),
        (NOT_MODIFIED, not_modified),
    ]:
        status, headers, _seconds, content = fetch(hkinno.url, requests)
        head = {"status": status, "headers": [*headers.items()]}
        (folder / f"{name}.json").write_text(json.dumps(head))
        (folder / f"{name}.body").write_bytes(content)
    with running("floor", var, FLOOR=str(folder)) as server:
        yield server
