"""Measures writes, and what readers see of them."""

import threading
import time

from django.db import connection

from tests.benchmark.clients import Requests, fetch
from tests.benchmark.servers import Server
from tests.benchmark.workloads import LABS

MOST_COMMON_HOST = """
    select host_id, min(record_ptr_id), count(*) from labs_lab group by 1 order by 3 desc limit 1
"""


def measure_writes(servers: dict[str, Server]) -> dict[str, list[float]]:
    """Seconds of renaming a lab, and of the first read of it by each server after that.

    Raises RuntimeError if one of them answers with the name before.
    """
    lab = workloads_lab()
    seconds: dict[str, list[float]] = {"write": []}
    for n in range(20):
        name = f"Renamed {n}"
        start = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute("update registry_record set name_en = %s where id = %s", [name, lab])
        seconds["write"].append(time.perf_counter() - start)
        for server in servers.values():
            if server.name in ("floor", "hkinno-stale"):
                continue
            _status, _headers, elapsed, content = fetch(server.url, Requests([f"{LABS}{lab}/"]))
            if name.encode() not in content:
                raise RuntimeError(f"{server.name} answered with an old name")
            seconds.setdefault(server.name, []).append(elapsed)
    return seconds


def workloads_lab() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select record_ptr_id from labs_lab order by 1 limit 1")
        return str(cursor.fetchone()[0])


def measure_rename(server: Server) -> dict[str, float]:
    """Renaming the institution that most labs display, while a client reads one of them.

    Returns the number of labs, and the seconds of the write with its commit, of the longest read
    meanwhile, and of the first list of these labs after it. Raises RuntimeError if that has the
    name before.
    """
    with connection.cursor() as cursor:
        cursor.execute(MOST_COMMON_HOST)
        host, lab, count = cursor.fetchone()
    reads: list[float] = []
    is_written = threading.Event()

    def read() -> None:
        while not is_written.is_set():
            reads.append(fetch(server.url, Requests([f"{LABS}{lab}/"]))[2])

    name = f"Renamed host {time.time_ns()}"
    reader = threading.Thread(target=read)
    reader.start()
    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("update registry_record set name_en = %s where id = %s", [name, host])
    seconds = time.perf_counter() - start
    is_written.set()
    reader.join()
    *_, next_read, content = fetch(server.url, Requests([f"{LABS}?host={host}"]))
    if name.encode() not in content:
        raise RuntimeError("a list has the old name of an institution")
    return {"labs": count, "write": seconds, "longest_read": max(reads), "next_read": next_read}
