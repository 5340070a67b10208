"""Metrics read at the moment of a scrape: the database and the processes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Count
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from hkinno import __version__
from hkinno.registry import revision
from hkinno.registry.models import Record
from hkinno.service.metrics import DIRECTORY_VARIABLE
from hkinno.service.metrics.requests import REGISTRY

PROCESSES = Path("/proc")  # on Linux only
DATABASE = """
    select pg_database_size(current_database()), current_setting('max_connections')::integer,
      (select count(*) from pg_stat_activity where datname = current_database())
"""
DATABASE_GAUGES = {
    "hkinno_database_size_bytes": "Size of the database on disk.",
    "hkinno_database_max_connections": "Connections that the server allows.",
    "hkinno_database_connections": "Connections to the database, also those of others.",
}


def exposition() -> bytes:
    """All metrics, in Prometheus' text format."""
    directory = os.environ.get(DIRECTORY_VARIABLE)
    registry = CollectorRegistry()
    if directory:
        forget_dead_processes(Path(directory))
        MultiProcessCollector(registry, directory)  # type: ignore[no-untyped-call]
    else:
        registry.register(REGISTRY)
    registry.register(StateCollector(worker_pids(directory)))
    return generate_latest(registry)


def worker_pids(directory: str | None) -> set[int]:
    """The processes that have written metrics; the current one if they share none."""
    if not directory:
        return {os.getpid()}
    return {int(file.stem.rpartition("_")[2]) for file in Path(directory).glob("*.db")}


def forget_dead_processes(directory: Path) -> None:
    """Drop what a killed worker had in progress; its counts remain."""
    for pid in worker_pids(str(directory)):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            mark_process_dead(pid, str(directory))  # type: ignore[no-untyped-call]


class StateCollector(Collector):
    """Reads the database, and the memory of the processes `pids`."""

    def __init__(self, pids: Iterable[int]) -> None:
        self.pids = pids

    def collect(self) -> Iterator[Metric]:
        info = GaugeMetricFamily("hkinno_info", "The running version.", labels=["version"])
        info.add_metric([__version__], 1)
        yield info
        yield self.memory()
        yield from self.database()

    def memory(self) -> Metric:
        family = GaugeMetricFamily(
            "hkinno_process_resident_memory_bytes", "Memory of a worker.", labels=["pid"]
        )
        for pid in sorted(self.pids):
            try:
                pages = int((PROCESSES / str(pid) / "statm").read_text().split()[1])
            except OSError:  # it has ended, or this is not Linux
                continue
            family.add_metric([str(pid)], pages * os.sysconf("SC_PAGE_SIZE"))
        return family

    def database(self) -> Iterator[Metric]:
        try:
            families = [*self.server(), self.records()]
        except (DatabaseError, InterfaceError):
            families = []
        yield GaugeMetricFamily(
            "hkinno_database_up", "1 if the database answers and has tables.", bool(families)
        )
        yield from families

    def server(self) -> Iterator[Metric]:
        with connection.cursor() as cursor:
            cursor.execute(DATABASE)
            values = cursor.fetchone()
        for (name, text), value in zip(DATABASE_GAUGES.items(), values, strict=True):
            yield GaugeMetricFamily(name, text, value)
        number = revision.current().number
        yield GaugeMetricFamily("hkinno_revision", "The revision of the data.", number)

    def records(self) -> Metric:
        family = GaugeMetricFamily(
            "hkinno_records", "Records, by resource and status.", labels=["resource", "status"]
        )
        counts = Record.objects.order_by().values_list("resource", "status").annotate(Count("pk"))
        for resource, status, count in counts:
            family.add_metric([resource, status], count)
        return family
