"""A bilingual registry of any size, written as a dump that `manage.py load_dump` reads.

The same size and seed give the same bytes. A dump of the loaded registry has the same rows.
"""

import hashlib
import json
import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import orjson

from hkinno.dumps.tables import Table, tables
from hkinno.dumps.write import DESCRIPTOR, file_hash
from tests.benchmark.names import BODIES, LABS, QUALIFIERS, SUBJECTS, TOWNS, parts

Row = dict[str, Any]
MAX_INSTITUTIONS, MAX_ARTICLES = 1000, 2000
LABS_PER_INSTITUTION, LABS_PER_ARTICLE = 200, 50
FIRST_YEAR, LAST_YEAR = 1950, 2025
MAX_LINE = 900
SHARE_WITH_PARTNER = SHARE_WITH_ALIAS = 0.3
PRINTED = {"host": "依託單位", "partner": "合作", "place": "香港"}
SHARE_IN_CONFLICT = 0.02  # labs with two sources that disagree about the year


class Registry:
    """The rows of a registry with `size` labs: they, their hosts, their sources and statements.

    Half of all labs belong to an eighth of the institutions.
    """

    def __init__(self, size: int, seed: int = 1) -> None:
        self.size, self.seed = size, seed
        self.towns, self.bodies = parts(TOWNS), parts(BODIES)
        self.qualifiers, self.subjects, self.labs = parts(QUALIFIERS), parts(SUBJECTS), parts(LABS)
        self.institution_count = min(max(20, size // LABS_PER_INSTITUTION), MAX_INSTITUTIONS)
        self.article_count = min(max(5, size // LABS_PER_ARTICLE), MAX_ARTICLES)

    def rows(self) -> Iterator[tuple[str, Row]]:
        """The name of the table of each row, and the row; those of a table are sorted by id."""
        yield "places", PLACE
        for n in range(self.article_count):
            yield "sources", self.article(n)
        for n in range(self.institution_count):
            yield "institutions", self.institution(n)
            yield from self.institution_statements(n)
        for n in range(self.size):
            yield from self.lab(n)

    def institution(self, n: int) -> Row:
        kind, body_zh, body_en = self.bodies[n % len(self.bodies)]
        town_zh, town_en = self.towns[n // len(self.bodies) % len(self.towns)]
        number = n // (len(self.bodies) * len(self.towns))
        suffix_zh, suffix_en = (f"第{number + 1}", f" {number + 1}") if number else ("", "")
        return {
            "id": institution_id(n),
            "name_zh": f"{town_zh}{suffix_zh}{body_zh}",
            "name_en": f"{town_en} {body_en}{suffix_en}",
            "name_en_basis": "official",
            "summary_zh": f"設於{town_zh}的{body_zh}。",
            "summary_en": f"A {body_en.lower()} in {town_en}.",
            "place": PLACE["id"],
            "kind": kind,
            "established": str(FIRST_YEAR + n % 50),
        }

    def institution_statements(self, n: int) -> Iterator[tuple[str, Row]]:
        id, year = institution_id(n), str(FIRST_YEAR + n % 50)
        yield "statements", self.statement(id, "established", year, f"{year}年", n)
        place = {"id": PLACE["id"]}
        yield "statements", self.statement(id, "place", place, PRINTED["place"], n)

    def article(self, n: int) -> Row:
        subject_zh, subject_en, _topic = self.subjects[n % len(self.subjects)]
        published = f"20{n % 26:02}-{n % 12 + 1:02}-{n % 28 + 1:02}"
        return {
            "id": article_id(n),
            "name_zh": f"{subject_zh}研究新進展之{n + 1}",
            "name_en": f"Progress in {subject_en.lower()}, part {n + 1}",
            "name_en_basis": "translation",
            "kind": "article",
            "publisher_zh": "維城日報",
            "publisher_en": "Harbour City Daily",
            "published": published,
            "published_basis": "printed",
            "file": f"{article_id(n)}.txt",
            "sha256": hashlib.sha256(article_id(n).encode()).hexdigest(),
        }

    def lab(self, n: int) -> Iterator[tuple[str, Row]]:
        """A lab with its relations and statements."""
        chance = random.Random(f"{self.seed}/{n}")
        kind, lab_zh, lab_en = chance.choice(self.labs)
        qualifier_zh, qualifier_en = chance.choice(self.qualifiers)
        subject_zh, subject_en, topic = chance.choice(self.subjects)
        town_zh, town_en = chance.choice(self.towns)
        host = int(self.institution_count * chance.random() ** 3)
        year = chance.randint(FIRST_YEAR, LAST_YEAR)
        established = str(year) if chance.random() < 0.7 else f"{year}-{chance.randint(1, 12):02}"
        slug = f"{qualifier_en} {subject_en}".lower().replace(" ", "-")
        id = f"lab-{n:07}-{slug}"
        focus = {"en": subject_en.lower(), "zh-Hant": subject_zh}
        short_name = alias(f"{qualifier_zh}{subject_zh}室{n}")
        yield (
            "labs",
            {
                "id": id,
                "name_zh": f"{town_zh}{qualifier_zh}{subject_zh}{lab_zh}",
                "name_en": f"{town_en} {lab_en} of {qualifier_en} {subject_en}",
                "name_en_basis": "official",
                "aliases": [short_name] if chance.random() < SHARE_WITH_ALIAS else [],
                "summary_zh": f"設於{town_zh}，研究{qualifier_zh}{subject_zh}，{year}年成立。",
                "summary_en": f"Works on {qualifier_en.lower()} {subject_en.lower()} in {town_en}.",
                "topics": [topic],
                "focus": [focus],
                "place": PLACE["id"],
                "kind": kind,
                "host": institution_id(host),
                "established": established,
            },
        )
        partners = []
        if chance.random() < SHARE_WITH_PARTNER:
            distance = chance.randrange(1, self.institution_count)
            partners = [institution_id((host + distance) % self.institution_count)]
        for institution in partners:
            yield "relations", partner(id, institution)
        yield "statements", self.statement(id, "established", established, f"{year}年", n)
        is_last_article = (n + 1) % self.article_count == 0
        if chance.random() < SHARE_IN_CONFLICT and not is_last_article:
            value, printed = f"{year - 1}", f"{year - 1}年"
            yield "statements", self.statement(id, "established", value, printed, n + 1)
        yield "statements", self.statement(id, "focus", focus, subject_zh, n)
        for name, value in [
            ("host", institution_id(host)),
            *(("partner", institution) for institution in partners),
            ("place", PLACE["id"]),
        ]:
            yield "statements", self.statement(id, name, {"id": value}, PRINTED[name], n)

    def statement(self, subject: str, name: str, value: Any, printed: str, n: int) -> Row:
        """A statement of the nth article."""
        article = article_id(n % self.article_count)
        line = 1 + n // self.article_count % MAX_LINE
        return {
            "id": f"{subject}.{name}.{article}.{line}",
            "subject": subject,
            "property": name,
            "value": json.dumps(value),
            "source": article,
            "printed": printed,
            "first_line": line,
            "last_line": line,
        }


PLACE: Row = {
    "id": "hong-kong",
    "name_zh": "香港",
    "name_en": "Hong Kong",
    "name_en_basis": "official",
    "kind": "city",
}


def institution_id(n: int) -> str:
    return f"institution-{n:04}"


def article_id(n: int) -> str:
    return f"article-{n:04}"


def alias(value: str) -> Row:
    """An alias with its keys in the order in which PostgreSQL stores them."""
    alias = {"value": value, "lang": "zh-Hant", "type": "short", "basis": "common-usage"}
    alias |= {"since": None, "until": None}
    return {key: alias[key] for key in sorted(alias, key=lambda key: (len(key), key))}


def partner(subject: str, institution: str) -> Row:
    """The relation to an institution."""
    return {
        "id": f"{subject}.partner.{institution}",
        "subject": subject,
        "role": "partner",
        "object": institution,
    }


def write_registry(folder: Path, registry: Registry) -> None:
    """Write a JSON Lines file for each table, and the descriptor, to an existing folder."""
    with ExitStack() as stack:
        files: dict[str, Any] = {}
        defaults = {table.name: default_row(table) for table in tables()}
        for name, row in registry.rows():
            if name not in files:
                files[name] = stack.enter_context((folder / f"{name}.jsonl").open("wb"))
            files[name].write(orjson.dumps(defaults[name] | row) + b"\n")
    resources = [{"path": path.name, "hash": file_hash(path)} for path in folder.glob("*.jsonl")]
    (folder / DESCRIPTOR).write_text(json.dumps({"files": resources}))


def default_row(table: Table) -> Row:
    """What a dump contains for a row of defaults, in the order of the columns."""
    return {column.name: column.to_json(column.field.get_default()) for column in table.columns}
