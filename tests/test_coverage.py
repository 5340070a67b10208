"""docs/coverage.md, compared with what the fixtures count and name."""

import json
import re

import pytest
from django.conf import settings

TABLE = (settings.BASE_DIR / "docs" / "coverage.md").read_text(encoding="utf-8")
ROWS = [
    row.groupdict()
    for row in re.finditer(
        r"^\| [^|]+ \| (?:`(?P<id>[^`]+)`|–) \| (?P<counted>\d+) \| (?P<named>\d+) \| (?:"
        r"kind `(?P<kind>[^`]+)`(?: with topic `(?P<topic>[^`]+)`)?"
        r"|`(?P<role>[^`]+)` of `(?P<subject>[^`]+)`|–) \|$",
        TABLE,
        re.MULTILINE,
    )
]


def rows(resource):
    text = (settings.BASE_DIR / "fixtures" / f"{resource}.json").read_text(encoding="utf-8")
    return {row["pk"]: row["fields"] for row in json.loads(text)}


def row_id(row):
    return "-".join(filter(None, (row["id"], row["kind"], row["topic"], row["role"])))


def test_table_has_all_its_rows():
    assert len(ROWS) == TABLE.split("## Looked for")[0].count("\n| ") - 1


@pytest.mark.parametrize("row", [row for row in ROWS if row["id"]], ids=row_id)
def test_count_is_that_of_the_source(row):
    observation = rows("observations").get(row["id"])
    award = rows("awards").get(row["id"])
    stated = observation["quantity"]["value"] if observation else award["number_of_projects"]

    assert str(stated) == row["counted"]


@pytest.mark.parametrize("row", [row for row in ROWS if row["kind"]], ids=row_id)
def test_named_ones_are_registered(row):
    records = rows("records")
    topics = {row["topic"]} - {None}
    named = [
        id
        for id, lab in rows("labs").items()
        if lab["kind"] == row["kind"] and topics <= set(records[id]["topics"])
    ]

    assert len(named) == int(row["named"])


@pytest.mark.parametrize("row", [row for row in ROWS if row["role"]], ids=row_id)
def test_named_ones_are_related(row):
    relations = rows("relations").values()
    named = [
        relation["object"]
        for relation in relations
        if (relation["role"], relation["subject"]) == (row["role"], row["subject"])
    ]

    assert len(named) == int(row["named"])


def test_innohk_has_all_its_centres_as_members():
    centres = {id for id, lab in rows("labs").items() if lab["kind"] == "innohk-centre"}
    members = {
        relation["object"]
        for relation in rows("relations").values()
        if (relation["role"], relation["subject"]) == ("member", "innohk")
    }

    assert centres <= members


def test_no_more_are_named_than_counted():
    assert all(int(row["named"]) <= int(row["counted"]) for row in ROWS)


def test_universities_of_the_grants_committee_are_registered():
    universities = {"cityu", "hkbu", "lingnan-university", "cuhk", "eduhk", "polyu", "hkust", "hku"}

    assert universities <= rows("institutions").keys()


def test_other_universities_and_colleges_are_registered():
    universities = {
        "hkmu",
        "hksyu",
        "hsuhk",
        "saint-francis-university",
        "hong-kong-chu-hai-college",
    }

    assert universities <= rows("institutions").keys()
