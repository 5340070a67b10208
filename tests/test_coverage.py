"""docs/coverage.md, compared with what the fixtures count and name."""

import json
import re

import pytest
from django.conf import settings

TABLE = (settings.BASE_DIR / "docs" / "coverage.md").read_text(encoding="utf-8")
ROWS = re.findall(
    r"^\| [^|]+ \| (?:`(?P<id>[^`]+)`|–) \| (\d+) \| (\d+) \| (?:kind `([^`]+)`|–) \|$",
    TABLE,
    re.MULTILINE,
)


def rows(resource):
    text = (settings.BASE_DIR / "fixtures" / f"{resource}.json").read_text(encoding="utf-8")
    return {row["pk"]: row["fields"] for row in json.loads(text)}


def test_table_has_all_its_rows():
    assert len(ROWS) == 7


@pytest.mark.parametrize(("id", "counted"), [(id, counted) for id, counted, *_ in ROWS if id])
def test_count_is_that_of_the_article(id, counted):
    observation = rows("observations").get(id)
    award = rows("awards").get(id)
    stated = observation["quantity"]["value"] if observation else award["number_of_projects"]

    assert str(stated) == counted


@pytest.mark.parametrize(("named", "kind"), [(named, kind) for *_, named, kind in ROWS if kind])
def test_named_ones_are_registered(named, kind):
    assert sum(lab["kind"] == kind for lab in rows("labs").values()) == int(named)


def test_no_more_are_named_than_counted():
    assert all(int(named) <= int(counted) for _, counted, named, _ in ROWS)


def test_universities_of_the_grants_committee_are_registered():
    universities = {"cityu", "hkbu", "lingnan-university", "cuhk", "eduhk", "polyu", "hkust", "hku"}

    assert universities <= rows("institutions").keys()
