"""A made-up sixth article: its seed file adds rows and changes none."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from tests.fixture_snapshot import load_registry

pytestmark = [pytest.mark.slow, pytest.mark.untraced]

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


def copy_seeds(folder):
    """A copy of the committed seeds with the seed file of the sixth article."""
    seeds = shutil.copytree(settings.BASE_DIR / "seeds", folder / "seeds")
    shutil.copy(HERE / SEED, seeds)
    return seeds


@pytest.fixture
def seeds(tmp_path):
    return copy_seeds(tmp_path)


def read_rows(folder):
    """The rows of each fixture in a folder by file name."""
    return {
        file.name: json.loads(file.read_text(encoding="utf-8"))
        for file in sorted(folder.glob("*.json"))
    }


def fields_by_key(fixtures):
    """The fields of every row by model and primary key."""
    return {(row["model"], row["pk"]): row["fields"] for rows in fixtures.values() for row in rows}


@pytest.fixture(scope="module")
def fixtures(tmp_path_factory):
    """The rows of the fixtures that are derived with the sixth article."""
    folder = tmp_path_factory.mktemp("six")
    derived = folder / "fixtures"
    call_command("derive_fixtures", seeds=copy_seeds(folder), fixtures=derived, stdout=StringIO())
    return read_rows(derived)


@pytest.fixture(scope="module")
def registry(fixtures, tmp_path_factory, django_db_setup, django_db_blocker):
    """A client of the registry with the rows of the sixth article, until the end of the module."""
    folder = tmp_path_factory.mktemp("added")
    committed = fields_by_key(read_rows(settings.FIXTURE_DIRS[0]))
    for name, rows in fixtures.items():
        added = [row for row in rows if (row["model"], row["pk"]) not in committed]
        if added:
            (folder / name).write_text(json.dumps(added), encoding="utf-8")
    with django_db_blocker.unblock(), transaction.atomic():
        load_registry()
        call_command("loaddata", *sorted(folder.glob("*.json")), verbosity=0)
        yield Client()
        transaction.set_rollback(True)


def check_problems(seeds):
    """The problems that `check_seeds` reports for the sixth article."""
    try:
        call_command("check_seeds", seeds=seeds, articles=HERE, only=SOURCE, stdout=StringIO())
    except CommandError as error:
        return str(error).splitlines()[:-1]
    return []


def test_sixth_article_adds_its_rows_and_changes_no_other(fixtures):
    before = fields_by_key(read_rows(settings.FIXTURE_DIRS[0]))
    after = fields_by_key(fixtures)

    added = {key: fields for key, fields in after.items() if key not in before}
    assert {key: after.get(key) for key in before} == before
    assert {pk for model, pk in added if model == "registry.record"} == NEW
    statements = [f for (model, _), f in added.items() if model == "registry.statement"]
    assert {fields["source"] for fields in statements} == {SOURCE}
    assert {fields["subject"] for fields in statements} == NEW - {SOURCE}


def test_sixth_article_contains_what_its_seed_file_cites(seeds):
    assert check_problems(seeds) == []


def test_wrong_amount_in_the_sixth_article_is_reported(seeds):
    text = (seeds / SEED).read_text(encoding="utf-8")
    (seeds / SEED).write_text(text.replace('"30000000"', '"3000000"'), encoding="utf-8")

    (problem,) = check_problems(seeds)

    award = "award-example-photonics-laboratory-2031"
    assert problem.startswith(f"{award}.amount.{SOURCE}.3: ")


def test_unexplained_line_in_the_sixth_article_is_reported(seeds):
    text = (seeds / SEED).read_text(encoding="utf-8")
    remark = text.index("  - {lines: 8,")
    (seeds / SEED).write_text(text[:remark], encoding="utf-8")

    assert check_problems(seeds) == [f"{SOURCE}: lines without a fact or a reason: 8"]


@pytest.fixture
def get_json(registry, db):
    """Requests a path of the API; returns the JSON of the response."""
    return lambda path, **query: registry.get(f"/api/v1/{path}", query).json()


def test_records_of_the_sixth_article_are_in_the_api(get_json):
    lab = get_json("labs/example-photonics-laboratory/")
    award = get_json("awards/", programme="example-innovation-fund")["results"][0]
    target = get_json("targets/", programme="example-innovation-fund")["results"][0]
    recipients = get_json("relations/", subject=award["id"], role="recipient")["results"]

    assert lab["name"] == {"zh-Hant": "例子光子學實驗室", "en": "Example Photonics Laboratory"}
    assert (lab["host"]["id"], lab["established"]) == ("example-university", "2031-05-05")
    assert [source["id"] for source in lab["sources"]] == [SOURCE]
    assert (award["amount"]["value"], award["amount"]["qualifier"]) == ("30000000", "over")
    assert [relation["object"]["id"] for relation in recipients] == ["example-photonics-laboratory"]
    assert (target["quantity"]["value"], target["due"]) == ("20", "../2032")
    assert target["stage"] == "planned"


def test_statements_of_the_sixth_article_have_their_lines(get_json):
    statements = get_json("statements/", source=SOURCE, subject="example-photonics-laboratory")[
        "results"
    ]

    assert {(s["property"], s["printed"], *s["lines"], s["modality"]) for s in statements} == {
        ("host", "例子大學", 2, 3, "stated"),
        ("established", "昨日", 2, 2, "stated"),
        ("works-with", "例子光學公司", 6, 6, "planned"),
        ("focus", "光子芯片", 6, 7, "planned"),
    }
