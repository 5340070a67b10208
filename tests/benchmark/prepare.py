"""Prepares a database: the generated registry, and the documents of its laboratories."""

import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

from hkinno.registry.rest.bulk_documents import make_missing_documents, worker_processes
from labs.models import Lab
from tests.benchmark.clients import Requests, fetch
from tests.benchmark.registry import Registry, write_registry
from tests.benchmark.servers import Server, running
from tests.benchmark.workloads import path, workloads


def prepare(var: Path, size: int, *, is_measured_again: bool) -> dict[str, Any]:
    """Do what was not done before, and make the documents that are outdated since.

    Returns the seconds that it took: to `generate` and to `load` the registry; `cold`, of the first
    request of each workload without documents; and `warm`, to make the documents. The last two are
    measured again, without any documents, if `is_measured_again`.
    """
    file = var / "loaded.json"
    facts: dict[str, Any] = json.loads(file.read_text()) if file.exists() else load(var, size)
    file.write_text(json.dumps(facts))
    if is_measured_again or "warm" not in facts:
        facts |= {"cold": measure_cold(var), "warm": make_documents()}
        file.write_text(json.dumps(facts))
    else:
        make_documents()
    return facts


def load(var: Path, size: int) -> dict[str, Any]:
    """Create the database and load the generated registry."""
    call_command("migrate", verbosity=0)
    folder = var / "dump"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    start = time.perf_counter()
    write_registry(folder, Registry(size))
    generated = time.perf_counter()
    call_command("load_dump", folder)
    loaded = time.perf_counter()
    shutil.rmtree(folder)
    return {"generate": generated - start, "load": loaded - generated}


def measure_cold(var: Path) -> dict[str, float]:
    """Seconds of the first request of each workload: a new process, and no stored documents."""
    with connection.cursor() as cursor:
        cursor.execute("truncate registry_document")
    with running("hkinno", var) as server:
        fetch(server.url, Requests(["/api/v1/"]))
        cursor_of_page_2 = first_cursor(server)
        return {
            work.name: fetch(server.url, work.requests)[2] for work in workloads(cursor_of_page_2)
        }


def first_cursor(hkinno: Server) -> str:
    """The cursor of the second page of labs."""
    answer = json.loads(fetch(hkinno.url, Requests([path(cursor="*")]))[3])
    return str(answer["next"]).partition("cursor=")[2].partition("&")[0]


def make_documents() -> float:
    """Store the documents of all laboratories, as `manage.py warm` does; returns the seconds."""
    start = time.perf_counter()
    with worker_processes(os.cpu_count() or 1) as map_ranges:
        for number, _count in enumerate(make_missing_documents(Lab, map_ranges)):
            if number % 100 == 0:
                print(f"Making documents: {number * 500}", end="\r", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("vacuum (analyze) registry_document")
    return time.perf_counter() - start
