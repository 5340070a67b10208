"""The labelled texts follow the rules of their README, without running the matcher."""

import csv
import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

FILE = Path(__file__).parent / "labelled.csv"
DIFFICULTIES = ("easy", "hard")


@pytest.fixture(scope="module")
def rows():
    """The labelled texts in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def records():
    """The fields of every record of the fixtures by id."""
    rows = json.loads((settings.BASE_DIR / "fixtures" / "records.json").read_text("utf-8"))
    return {row["pk"]: row["fields"] for row in rows if row["model"] == "registry.record"}


def names(fields):
    """All names of a record."""
    return {fields["name_zh"], fields["name_en"], *(alias["value"] for alias in fields["aliases"])}


def digest(row):
    return hashlib.sha256(f"{row['text']}\t{row['resource']}".encode()).hexdigest()


def test_labelled_texts_are_unique(rows):
    counts = Counter((row["text"], row["resource"]) for row in rows)

    assert [key for key, times in counts.items() if times > 1] == []


def test_half_of_at_least_240_labelled_texts_are_hard(rows):
    counts = Counter(row["difficulty"] for row in rows)

    assert set(counts) == set(DIFFICULTIES)
    assert counts.total() >= 240
    assert counts["hard"] * 2 >= counts.total()


def test_expected_records_exist_and_have_the_given_resource(rows, records):
    mismatched = [
        row["text"]
        for row in rows
        if row["expected"]
        and row["resource"] not in ("", records.get(row["expected"], {}).get("resource"))
    ]
    unknown = {row["expected"] for row in rows} - set(records) - {""}

    assert (mismatched, unknown) == ([], set())


def test_absent_texts_are_not_the_name_of_a_record(rows, records):
    known = {name.casefold() for fields in records.values() for name in names(fields)}
    absent = {row["text"] for row in rows if row["kind"] in ("absent", "absent-namesake")}

    assert {text for text in absent if text.casefold() in known} == set()


def test_absent_and_ambiguous_texts_expect_nothing(rows):
    empty = {"absent", "absent-namesake", "ambiguous"}

    assert [row["text"] for row in rows if (row["kind"] in empty) != (not row["expected"])] == []


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_a_third_is_held_out_by_the_documented_rule(rows, difficulty):
    part = sorted((row for row in rows if row["difficulty"] == difficulty), key=digest)
    held_out = [row["fold"] == "held-out" for row in part]

    assert held_out == [True] * (len(part) // 3) + [False] * (len(part) - len(part) // 3)


@pytest.fixture(scope="module")
def independent_rows():
    """The labelled texts of independent bodies."""
    with (FILE.parent / "independent_bodies.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_independent_bodies_are_described_and_unique(independent_rows, rows, records):
    texts = [row["text"] for row in independent_rows]
    bodies = [row for row in independent_rows if not row["expected"]]

    assert len(bodies) >= 150
    assert len(set(texts) - {row["text"] for row in rows}) == len(texts)
    assert {row["expected"] for row in independent_rows} - set(records) == {""}
    assert {row["basis"] for row in independent_rows} == {"real", "constructed"}
    assert {row["basis"] for row in independent_rows if row["expected"]} == {"real"}


def test_a_quarter_of_the_independent_bodies_is_held_out(independent_rows):
    for is_independent in (True, False):
        part = [row for row in independent_rows if (not row["expected"]) == is_independent]
        held_out = [row for row in part if row["fold"] == "held-out"]

        assert len(held_out) * 4 >= len(part)


def test_category_names_are_unique_and_expect_nothing(rows, records):
    with (FILE.parent / "category_names.csv").open(encoding="utf-8", newline="") as file:
        texts = list(csv.DictReader(file))

    keys = {(row["text"], row["resource"]) for row in texts}
    assert len(keys - {(row["text"], row["resource"]) for row in rows}) == len(texts)
    assert {row["expected"] for row in texts} - set(records) == {""}
    assert all((row["kind"] == "category") == (not row["expected"]) for row in texts)
