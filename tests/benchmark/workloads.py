"""What is requested: for each workload, the same question to hkinno and to its peers."""

import json
import random
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import quote, urlencode

from django.core.signing import Signer

from hkinno.api.pagination.page_number import MAX_ROW
from labs.models import Lab
from tests.benchmark.clients import Requests
from tests.benchmark.names import QUALIFIERS, SUBJECTS, TOWNS, parts

LABS = "/api/v1/labs/"
PAGE_SIZE = 25
MATCH_TEXTS = 20
MAX_DISTINCT = 20_000
CURSOR_SHARE = 0.9  # of the rows come before the page that a cursor asks for
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Workload:
    """Different requests of one kind; `peers` are the same for services with other parameters."""

    name: str
    title: str
    requests: Requests
    peers: dict[str, Requests]
    is_repeated: bool = True  # whether the first request is also sent again and again

    def requests_for(self, server: str) -> Requests:
        return self.peers.get(server, self.requests)


def workloads(first_cursor: str) -> list[Workload]:
    """All workloads, on the database with the generated registry.

    `first_cursor` is the cursor of hkinno for the second page of labs by id.
    """
    chance = random.Random(1)
    return [
        Workload("list", "first pages", gets(list_paths()), {}),
        cursor_workload(chance, first_cursor),
        Workload("filter", "filter with order", gets(filter_paths(chance)), {}),
        Workload("detail", "detail", gets(detail_paths(chance)), {}),
        Workload("search-zh", "two Chinese characters", gets(chinese_paths()), {}),
        Workload("search-en", "English prefix", gets(english_paths()), {}),
        Workload("facets", "facets", gets(facet_paths()), {}),
        Workload("match", "`match/`, 20 texts", match_requests(chance), {}, is_repeated=False),
    ]


def gets(paths: list[str]) -> Requests:
    return Requests(paths)


def path(**parameters: object) -> str:
    return f"{LABS}?{urlencode(parameters, quote_via=quote)}"


def list_paths() -> list[str]:
    pages = min(Lab.objects.count(), MAX_ROW) // PAGE_SIZE
    return [path(page=page) for page in range(1, pages + 1)]


def cursor_workload(chance: random.Random, first_cursor: str) -> Workload:
    """Pages after the rows around 90 %; plain DRF has page numbers only."""
    ids = list(Lab.objects.order_by("id").values_list("id", flat=True))
    rows = chance.sample(
        range(int(len(ids) * (CURSOR_SHARE - 0.05)), int(len(ids) * (CURSOR_SHARE + 0.05))),
        min(len(ids) // 10, 2000),
    )
    return Workload(
        "cursor",
        "page by cursor at 90 %",
        gets([path(cursor=cursor_after(first_cursor, ids[row])) for row in rows]),
        {
            "drf": gets([path(page=row // PAGE_SIZE) for row in rows]),
            "fastapi": gets([path(after=ids[row]) for row in rows]),
        },
    )


def cursor_after(cursor: str, id: str) -> str:
    """The cursor that comes after another row."""
    signer = Signer(sep=".", salt="hkinno.cursor")
    content = signer.unsign_object(cursor)
    return signer.sign_object({**content, "keys": [id]}, compress=True)


def filter_paths(chance: random.Random) -> list[str]:
    hosts = list(Lab.objects.order_by("host").values_list("host", flat=True).distinct())
    pairs = [(host, year) for host in hosts for year in range(1950, 2000)]
    chance.shuffle(pairs)
    return [
        path(host=host, established__gte=f"{year}-01-01", ordering="-established")
        for host, year in pairs[:MAX_DISTINCT]
    ]


def detail_paths(chance: random.Random) -> list[str]:
    ids = list(Lab.objects.order_by("id").values_list("id", flat=True))
    return [f"{LABS}{id}/" for id in chance.sample(ids, min(len(ids), MAX_DISTINCT))]


def chinese_paths() -> list[str]:
    """Pairs of neighbouring characters of names, across words too."""
    towns, qualifiers, subjects = (
        [words[0] for words in parts(names)] for names in (TOWNS, QUALIFIERS, SUBJECTS)
    )
    neighbours = {a[-1] + b[0] for a in towns for b in qualifiers}
    neighbours |= {a[-1] + b[0] for a in qualifiers for b in subjects}
    within = {a + b for word in [*towns, *qualifiers, *subjects] for a, b in pairwise(word)}
    return [path(q=text) for text in ["量子", *sorted(neighbours | within)]]


def english_paths() -> list[str]:
    words = {
        word
        for names in (QUALIFIERS, SUBJECTS)
        for _zh, en, *_ in parts(names)
        for word in en.lower().split()
    }
    return [
        path(q=word[:length])
        for word in ["quantum", *sorted(words)]
        for length in range(4, len(word))
    ]


def facet_paths() -> list[str]:
    return [
        LABS + "?facets=host,kind",
        *(
            path(established__gte=f"{year}-01-01") + "&facets=host,kind"
            for year in range(1950, 2025)
        ),
    ]


def match_requests(chance: random.Random) -> Requests:
    """Names of labs in one of the languages, with more or less of what comes with a name."""
    names = list(Lab.objects.order_by("id").values_list("name_zh", "name_en")[:MAX_DISTINCT])
    bodies = []
    for _ in range(200):
        texts = [chance.choice(chance.choice(names)) for _ in range(MATCH_TEXTS)]
        texts = [text if n % 2 else f"{text[:-2]} " for n, text in enumerate(texts)]
        bodies.append(json.dumps({"texts": [{"text": text} for text in texts]}))
    return Requests(["/api/v1/match/"] * len(bodies), "POST", JSON, bodies)
