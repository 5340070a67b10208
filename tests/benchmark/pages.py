"""Measures the pages of the website, answered in this process as a worker answers them.

CPU time, which depends less than others on what else the machine does: that of this process, and
that of its connection's backend, which may use no parallel workers. Documents are stored, as
`manage.py warm` stores them.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test import Client

from hkinno.api import revision_cache
from hkinno.registry.models import Source
from labs.models import Institution, Lab
from tests.benchmark.names import QUALIFIERS, SUBJECTS, parts

CHARTS = "timeline funding labs-by-host targets indicators map collaboration".split()
SINGLE = ["", "about/", "developers/", "charts/", *(f"charts/{name}/" for name in CHARTS)]
SINGLE += ["conflicts/", "quality/", "places/hong-kong/", "institutions/", "sources/", "places/"]
# With "…" for what differs between requests.
PAGINATED = [
    "labs/?page=…",
    "statements/?page=…",
    "relations/?page=…",
    "labs/?place=hong-kong&page=…",
    "labs/?facets=host,kind&page=…",
    "labs/?ordering=-established&page=…",
    "statements/?property=host&page=…",
]


class Cost(NamedTuple):
    """CPU seconds of a request."""

    application: float
    database: float


def page_paths(number: int) -> dict[str, list[str]]:
    """Up to `number` paths, without the language, of each kind of page."""
    chance = random.Random(1)

    def sample(model: Any) -> list[str]:
        ids = list(model.objects.order_by("pk").values_list("pk", flat=True))
        return chance.sample(ids, min(len(ids), number))

    labs, hosts = sample(Lab), sample(Institution)
    names = [*parts(QUALIFIERS), *parts(SUBJECTS)]
    chinese = [quote(zh) for zh, *_ in names][:number]
    english = [en.split()[0].lower()[:5] for _, en, *_ in names][:number]
    values: dict[str, Sequence[object]] = {
        "search/?q=…": [*chinese[::2], *english[::2]],
        "labs/?q=…": [*chinese[1::2], *english[1::2]],
        "labs/?host=…": hosts,
        "compare/?id=…": [f"{a}&id={b}" for a, b in pairwise(labs)],
        "labs/…/": labs,
        "labs/…/changes/": labs,
        "institutions/…/": hosts,
        "sources/…/": sample(Source),
        **dict.fromkeys(PAGINATED, range(1, number + 1)),
    }
    several = {
        title: [title.replace("…", str(value)) for value in of_title]
        for title, of_title in values.items()
    }
    return {path: [path] for path in SINGLE} | several


def measure_pages(number: int, only: list[str]) -> dict[str, dict[str, Cost]]:
    """The median costs of each kind of page: `first` with nothing kept of the data, and `again`.

    Prints them. Raises RuntimeError if a page cannot be shown.
    """
    with connection.cursor() as cursor:
        cursor.execute("set max_parallel_workers_per_gather = 0")
        cursor.execute("select pg_backend_pid()")
        backend = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    costs = {}
    for title, paths in page_paths(number).items():
        if only and not any(name in title for name in only):
            continue
        urls = [f"/{language}/{path}" for path in paths for language, _ in settings.LANGUAGES]
        for url in urls:
            get(url)  # stores documents, and loads what all requests share
        first, again = [], []
        for url in urls:
            with revision_cache.values_lock:
                revision_cache.values.clear()
            first.append(measure(url, backend))
            again.append(measure(url, backend))
        costs[title] = {"first": middle(first), "again": middle(again)}
        print(f"{title or 'home':40}", *map(describe, costs[title].values()), flush=True)
    return costs


def get(url: str) -> None:
    response = Client().get(url, SERVER_NAME="localhost")
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}")


def measure(url: str, backend: Path) -> Cost:
    """The cost of a request; the first number of `schedstat` is the CPU time in nanoseconds."""
    before = time.process_time(), int(backend.read_text().split()[0])
    get(url)
    after = time.process_time(), int(backend.read_text().split()[0])
    return Cost(after[0] - before[0], (after[1] - before[1]) / 1e9)


def middle(costs: list[Cost]) -> Cost:
    """The cost whose sum is the median."""
    return sorted(costs, key=sum)[len(costs) // 2]


def describe(cost: Cost) -> str:
    milliseconds = [seconds * 1000 for seconds in (*cost, sum(cost))]
    return "{:8.1f} +{:8.1f} ={:8.1f} ms".format(*milliseconds)
