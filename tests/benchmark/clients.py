"""Sends requests over a number of connections for some seconds: by `wrk`, or else in Python."""

import http.client
import json
import random
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

CONNECTIONS = 8
TIMEOUT = 60  # seconds
SCRIPT = Path(__file__).with_name("wrk.lua")


@dataclass(frozen=True)
class Requests:
    """Requests of one kind, which are sent in an order that differs from burst to burst."""

    paths: list[str]
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    bodies: list[str] = field(default_factory=list)  # one for each path
    is_cacheable: bool = True  # otherwise each request comes from another origin

    def lines(self) -> list[str]:
        """One line for each request, as the script of wrk reads it, in a random order."""
        bodies = self.bodies or [""] * len(self.paths)
        lines = [f"{path}\t{body}" for path, body in zip(self.paths, bodies, strict=True)]
        return random.sample(lines, len(lines))


@dataclass(frozen=True)
class Burst:
    """What a client measured, in seconds and bytes; the Python client counts no headers."""

    requests: int
    seconds: float
    p50: float
    p99: float
    errors: int
    bytes: int

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def new_origin() -> str:
    return f"http://{random.randrange(2**48)}.example:"


def fetch(url: str, requests: Requests) -> tuple[int, dict[str, str], float, bytes]:
    """The answer to the first request: status, headers, seconds, body."""
    client = http.client.HTTPConnection(url.removeprefix("http://"), timeout=600)
    body = requests.bodies[0].encode() if requests.bodies else None
    start = time.perf_counter()
    client.request(requests.method, requests.paths[0], body, requests.headers)
    response = client.getresponse()
    content = response.read()
    seconds = time.perf_counter() - start
    client.close()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return response.status, headers, seconds, content


def send(url: str, requests: Requests, seconds: float) -> Burst:
    return (send_by_wrk if shutil.which("wrk") else send_by_python)(url, requests, seconds)


def send_by_wrk(url: str, requests: Requests, seconds: float) -> Burst:
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write("\n".join(requests.lines()))
        file.flush()
        origin = [] if requests.is_cacheable else [new_origin()]
        arguments = [file.name, requests.method, *origin]
        headers = [f"--header={name}: {value}" for name, value in requests.headers.items()]
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", f"--timeout={TIMEOUT}s"]
        completed = subprocess.run(
            [*command, *headers, f"--script={SCRIPT}", url, "--", *arguments],
            capture_output=True,
            text=True,
            check=True,
        )
    return Burst(**json.loads(completed.stderr))


def send_by_python(url: str, requests: Requests, seconds: float) -> Burst:
    address = url.removeprefix("http://")
    results: list[tuple[float, int, int]] = []  # seconds, status, bytes
    start = time.perf_counter()

    def client() -> None:
        connection = http.client.HTTPConnection(address, timeout=TIMEOUT)
        while True:
            for line in requests.lines():
                began = time.perf_counter()
                if began - start > seconds:
                    connection.close()
                    return
                path, _, body = line.partition("\t")
                origin = {} if requests.is_cacheable else {"Origin": new_origin()}
                headers = requests.headers | origin
                connection.request(requests.method, path, body.encode() or None, headers)
                response = connection.getresponse()
                size = len(response.read())
                results.append((time.perf_counter() - began, response.status, size))

    threads = [threading.Thread(target=client) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - start
    times = sorted(result[0] for result in results)
    return Burst(
        requests=len(results),
        seconds=elapsed,
        p50=times[len(times) // 2],
        p99=times[len(times) * 99 // 100],
        errors=sum(status >= 400 for _time, status, _size in results),
        bytes=sum(size for _time, _status, size in results),
    )
