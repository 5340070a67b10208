"""Measures the pages of the website, answered in this process as a worker answers them.

CPU time, which depends less than others on what else the machine does: that of this process, and
that of its connection's backend, which may use no parallel workers. Documents are stored, as
`manage.py warm` stores them.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from hkinno.registry.models import Source
from hkinno.service.huge_pages import use_huge_pages
from labs.models import Institution, Lab
from tests.benchmark.names import QUALIFIERS, SUBJECTS, parts

CHARTS = "timeline funding labs-by-host targets indicators map collaboration".split()
SINGLE = ["", "about/", "developers/", "charts/", *(f"charts/{name}/" for name in CHARTS)]
SINGLE += ["conflicts/", "quality/", "places/hong-kong/", "institutions/", "sources/", "places/"]
SINGLE += ["conflicts/?page=9", "institutions/institution-0000/", "labs/?host=institution-0000"]
# With "…" for what differs between requests.
PAGINATED = [
    "labs/?page=…",
    "statements/?page=…",
    "relations/?page=…",
    "labs/?place=hong-kong&page=…",
    "labs/?topics=life-and-health&page=…",
    "labs/?facets=host,kind&page=…",
    "labs/?ordering=-established&page=…",
    "statements/?property=host&page=…",
]


class Cost(NamedTuple):
    """CPU seconds of a request, and the bytes of its response."""

    application: float
    database: float
    size: int

    @property
    def total(self) -> float:
        return self.application + self.database


def page_paths(number: int) -> dict[str, list[str]]:
    """Up to `number` paths, without the language, of each kind of page; one is repeated.

    The title of a kind is its path, with a remark after a comma and a space.
    """
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
        "labs/?facets=host,source&q=…": chinese[1:],
        "labs/?facets=host,source&q=…, a hit changed": words_of(changed_laboratory()),
        "compare/?id=…": [f"{a}&id={b}" for a, b in pairwise(labs)],
        "compare/?id=…, five": ["&id=".join(chance.sample(labs, min(5, len(labs)))) for _ in labs],
        "labs/…/": labs,
        "labs/…/changes/": labs,
        "institutions/…/": hosts,
        "sources/…/": sample(Source),
        **dict.fromkeys(PAGINATED, range(1, number + 1)),
    }
    several = {
        title: [title.split(", ")[0].replace("…", str(value)) for value in of_title]
        for title, of_title in values.items()
    }
    return {path: [path] * number for path in SINGLE} | several


def measure_pages(number: int, only: list[str]) -> dict[str, dict[str, Cost]]:
    """The median costs of each kind of page: `first` after a write, and `again`.

    Prints them. Raises RuntimeError if a page cannot be shown.
    """
    get_resolver().url_patterns  # noqa: B018  # a worker loads the views before it starts
    use_huge_pages()
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
            write()
            first.append(measure(url, backend))
            again.append(measure(url, backend))
        costs[title] = {"first": middle(first), "again": middle(again)}
        print(f"{title or 'home':40}", *map(describe, costs[title].values()), flush=True)
    return costs


def changed_laboratory() -> Lab:
    """The laboratory in the middle of all."""
    return Lab.objects.order_by("pk")[Lab.objects.count() // 2]


def words_of(lab: Lab) -> list[str]:
    """The Chinese words of the name of a laboratory, each for a query."""
    words = [zh for zh, *_ in [*parts(QUALIFIERS), *parts(SUBJECTS)]]
    return [quote(word) for word in words if word in lab.name_zh]


def write() -> None:
    """Change a laboratory, so that nothing that is kept is current."""
    lab = changed_laboratory()
    lab.summary_en = f"Changed {time.time_ns()}."
    lab.save()


@cache
def client() -> Client:
    """One for all requests: each client loads the middleware, which lists the static files."""
    return Client()


def get(url: str) -> int:
    """The number of bytes of a page."""
    response = client().get(url, SERVER_NAME="localhost")
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}")
    return len(response.content)


def measure(url: str, backend: Path) -> Cost:
    """The cost of a request; the first number of `schedstat` is the CPU time in nanoseconds."""
    before = time.process_time(), int(backend.read_text().split()[0])
    size = get(url)
    after = time.process_time(), int(backend.read_text().split()[0])
    return Cost(after[0] - before[0], (after[1] - before[1]) / 1e9, size)


def middle(costs: list[Cost]) -> Cost:
    """The cost whose CPU time is the median."""
    return sorted(costs, key=attrgetter("total"))[len(costs) // 2]


def describe(cost: Cost) -> str:
    milliseconds = [seconds * 1000 for seconds in (cost.application, cost.database, cost.total)]
    return "{:8.1f} +{:8.1f} ={:8.1f} ms,".format(*milliseconds) + f"{cost.size:8,} B"
