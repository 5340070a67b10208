"""A sixth article, made up: from YAML to records and statements, with nothing else touched."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

HERE = Path(__file__).parent / "sixth_article"
ARTICLE, SEED, SOURCE = "005_example.txt", "005_example-daily-2031.yaml", "example-daily-2031"
NEW = {
    "award-example-photonics-laboratory-2031",
    "example-daily-2031",
    "example-innovation-fund",
    "example-optics",
    "example-photonics-laboratory",
    "example-university",
    "target-example-innovation-fund-projects",
}


def with_the_sixth(folder):
    """A copy of the seeds as they are, with those of the sixth article beside them."""
    seeds = shutil.copytree(settings.BASE_DIR / "seeds", folder / "seeds")
    shutil.copy(HERE / SEED, seeds)
    return seeds


@pytest.fixture
def seeds(tmp_path):
    return with_the_sixth(tmp_path)


def derive(seeds, fixtures):
    """Derive the fixtures; gives their files."""
    call_command("derive_fixtures", seeds=seeds, fixtures=fixtures, stdout=StringIO())
    return sorted(fixtures.glob("*.json"))


def rows(files):
    """Every row of the fixtures by model and key."""
    read = [row for file in files for row in json.loads(file.read_text(encoding="utf-8"))]
    return {(row["model"], row["pk"]): row["fields"] for row in read}


@pytest.fixture(scope="module")
def six(tmp_path_factory):
    """The files of the fixtures of all six articles."""
    folder = tmp_path_factory.mktemp("six")
    return derive(with_the_sixth(folder), folder / "fixtures")


@pytest.fixture(scope="module")
def registry(six, django_db_setup, django_db_blocker):
    """A client of a registry of six articles, which is taken back after the last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", *six, verbosity=0)
        yield Client()
        transaction.set_rollback(True)


def faults(seeds):
    """What `check_seeds` finds where the sixth is the only article at hand."""
    try:
        call_command("check_seeds", seeds=seeds, articles=HERE, only=SOURCE, stdout=StringIO())
    except CommandError as error:
        return str(error).splitlines()[:-1]
    return []


def test_sixth_article_adds_its_rows_and_changes_no_other(six, tmp_path):
    before = rows(derive(settings.BASE_DIR / "seeds", tmp_path))
    after = rows(six)

    added = {key: fields for key, fields in after.items() if key not in before}
    assert {key: after.get(key) for key in before} == before
    assert {pk for model, pk in added if model == "registry.record"} == NEW
    said = [fields for (model, _), fields in added.items() if model == "registry.statement"]
    assert {fields["source"] for fields in said} == {SOURCE}
    assert {fields["subject"] for fields in said} == NEW - {SOURCE}


def test_sixth_article_says_what_its_seeds_cite(seeds):
    assert faults(seeds) == []


def test_sixth_article_with_a_wrong_amount_is_found_out(seeds):
    text = (seeds / SEED).read_text(encoding="utf-8")
    (seeds / SEED).write_text(text.replace('"30000000"', '"3000000"'), encoding="utf-8")

    (fault,) = faults(seeds)

    award = "award-example-photonics-laboratory-2031"
    assert fault.startswith(f"{award}.amount.{SOURCE}.3: ")


def test_sixth_article_with_a_line_left_out_is_found_out(seeds):
    text = (seeds / SEED).read_text(encoding="utf-8")
    remark = text.index("  - {lines: 8,")
    (seeds / SEED).write_text(text[:remark], encoding="utf-8")

    assert faults(seeds) == [f"{SOURCE}: lines without a fact or a reason: 8"]


@pytest.fixture
def ask(registry, db):
    """Asks the API; gives the JSON of its answer."""
    return lambda path, **query: registry.get(f"/api/v1/{path}", query).json()


def test_sixth_article_is_answered_by_the_api(ask):
    lab = ask("labs/example-photonics-laboratory/")
    award = ask("awards/", programme="example-innovation-fund")["results"][0]
    target = ask("targets/", programme="example-innovation-fund")["results"][0]
    recipients = ask("relations/", subject=award["id"], role="recipient")["results"]

    assert lab["name"] == {"zh-Hant": "例子光子學實驗室", "en": "Example Photonics Laboratory"}
    assert (lab["host"]["id"], lab["established"]) == ("example-university", "2031-05-05")
    assert [source["id"] for source in lab["sources"]] == [SOURCE]
    assert (award["amount"]["value"], award["amount"]["qualifier"]) == ("30000000", "over")
    assert [each["object"]["id"] for each in recipients] == ["example-photonics-laboratory"]
    assert (target["quantity"]["value"], target["due"]) == ("20", "../2032")
    assert target["stage"] == "planned"


def test_sixth_article_stands_behind_each_of_its_facts(ask):
    said = ask("statements/", source=SOURCE, subject="example-photonics-laboratory")["results"]

    found = {(each["property"], each["printed"], *each["lines"], each["modality"]) for each in said}
    assert found == {
        ("host", "例子大學", 2, 3, "stated"),
        ("established", "昨日", 2, 2, "stated"),
        ("works-with", "例子光學公司", 6, 6, "planned"),
        ("focus", "光子芯片", 6, 7, "stated"),
    }
