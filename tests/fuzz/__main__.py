"""`make fuzz`: hostile requests to a real server process.

    python -m tests.fuzz [N] [--seed SEED] [--only INDEX] [--clients N] [--address HOST:PORT]

Every request follows from the seed and its index alone, so `--only` repeats a failure.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time
from collections import Counter
from contextlib import nullcontext
from itertools import count

from tests.fuzz.check import problems
from tests.fuzz.http_request import Request
from tests.fuzz.openapi import operations
from tests.fuzz.requests import make
from tests.fuzz.wire import Response, Wire
from tests.live_service import LiveService, live_service

MAX_FAILURES = 20
PAGE_SIZE = 100


class Run:
    """Sends requests from several threads and collects figures and failures."""

    def __init__(self, address: str, seed: str) -> None:
        self.address, self.seed = address, seed
        self.statuses: Counter[int] = Counter()
        self.failures: list[str] = []
        self.slowest = (0.0, 0)

    def send_all(self, indexes: list[int], clients: int) -> None:
        remaining = iter(indexes)
        lock = threading.Lock()

        def work() -> None:
            host, _, port = self.address.rpartition(":")
            wire = Wire(host, int(port))
            while len(self.failures) < MAX_FAILURES:
                with lock:
                    index = next(remaining, None)
                if index is None:
                    break
                self.send(wire, index)
            wire.close()

        threads = [threading.Thread(target=work) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def send(self, wire: Wire, index: int) -> None:
        request = make(self.seed, index)
        content = request.wire(self.address)
        start = time.perf_counter()
        try:
            response = wire.send(content, request.method, keep=not request.raw)
            seconds = time.perf_counter() - start
            errors = problems(request, response)
        except OSError as error:
            wire.close()
            seconds = time.perf_counter() - start
            # A server may wait for the rest of what is no valid request.
            response = Response(0, {}, b"")
            errors = [] if request.raw else [f"no answer: {error!r}"]
        self.slowest = max(self.slowest, (seconds, index))
        self.statuses[response.status] += 1
        if errors:
            self.fail(f"index {index}: {'; '.join(errors)}", request, response)

    def fail(self, text: str, request: Request, response: Response) -> None:
        command = request.curl(self.address)
        shown = (
            command if len(command) < 1_000 else f"{command[:1_000]} … ({len(command)} characters)"
        )
        self.failures.append(text)
        print(
            f"\nFAILED {text}\n  status {response.status}: {response.body[:300]!r}\n  {shown}\n"
            f"  again: python -m tests.fuzz --seed {self.seed} --only {text.split(':')[0][6:]}\n"
        )

    def read_lists(self) -> int:
        """Read every list to its end; returns the number of rows."""
        host, _, port = self.address.rpartition(":")
        wire, rows = Wire(host, int(port)), 0
        for method, path, parameters in operations():
            if method != "GET" or "page_size" not in {item["name"] for item in parameters}:
                continue
            if "{" in path:  # a list below a record, which is not followed further
                continue
            required = "q=hku&" if any(item.get("required") for item in parameters) else ""
            for page in count(1):
                target = f"{path}?{required}page_size={PAGE_SIZE}&page={page}"
                request = Request("GET", target, path=path)
                response = wire.send(request.wire(self.address), "GET", keep=True)
                if errors := problems(request, response) or (
                    [f"status {response.status}"] if response.status != 200 else []
                ):
                    self.fail(f"list  {path}: {errors}", request, response)
                    break
                results = response.body.count(b'"id"')
                rows += results
                if b'"next":null' in response.body.replace(b'"next": null', b'"next":null'):
                    break
        return rows


def main() -> int:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("number", type=int, nargs="?", default=20_000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", type=int)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--address", help="of a running service; default: one of its own")
    arguments = parser.parse_args()
    running = nullcontext() if arguments.address else live_service(LOG_LEVEL="ERROR")
    with running as service:
        address = arguments.address or f"127.0.0.1:{service.port}"
        status = fuzz(Run(address, arguments.seed), arguments)
        if service:
            print(log_of(service))
    return status


def fuzz(run: Run, arguments: argparse.Namespace) -> int:
    indexes = list(range(arguments.number)) if arguments.only is None else [arguments.only]
    start = time.perf_counter()
    run.send_all(indexes, arguments.clients)
    seconds = time.perf_counter() - start
    rows = run.read_lists()
    statuses = ", ".join(f"{status} × {n}" for status, n in sorted(run.statuses.items()))
    print(
        f"\n{sum(run.statuses.values())} requests with seed {run.seed} in {seconds:.0f} s "
        f"({sum(run.statuses.values()) / seconds:.0f} requests/s)\n"
        f"answers: {statuses} (0: an invalid request, connection closed)\n"
        f"slowest: {run.slowest[0]:.2f} s, index {run.slowest[1]}\n"
        f"lists read afterwards: {rows} ids\n"
        f"failures: {len(run.failures)}\n"
    )
    return bool(run.failures)


def log_of(service: LiveService) -> str:
    """What the service logged as errors, shortened."""
    lines = [line for line in service.log.read_text().splitlines() if "ERROR" in line]
    return f"errors in the log: {len(lines)}\n" + "".join(
        f"  {line[:200]}\n" for line in lines[:10]
    )


if __name__ == "__main__":
    sys.exit(main())
