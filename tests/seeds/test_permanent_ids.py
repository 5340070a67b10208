"""Ids are permanent: whatever the fixtures ever had is still there, was merged, or is retired."""

import json
import subprocess

import pytest
from django.conf import settings

from hkinno.registry.retired_ids import retired_ids
from hkinno.seeds.derive import write_fixtures
from hkinno.seeds.retired_ids import retire

FILES = ("records", "statements", "relations")


def git(*arguments):
    return subprocess.run(
        ["git", *arguments], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    ).stdout


def ids(name):
    path = settings.BASE_DIR / "fixtures" / f"{name}.json"
    return {row["pk"] for row in json.loads(path.read_text())}


@pytest.mark.parametrize("name", FILES)
def test_ids_of_all_earlier_fixtures_are_known(name):
    path = f"fixtures/{name}.json"
    commits = git("log", "--format=%H", "--diff-filter=AM", "--", path).split()
    if not commits:
        pytest.skip("there is no history of the fixtures here")
    earlier_ids = {
        row["pk"] for commit in commits for row in json.loads(git("show", f"{commit}:{path}"))
    }
    retired = {key for resource, key in retired_ids() if resource == name}

    assert sorted(earlier_ids - ids(name) - retired) == []


@pytest.mark.parametrize("name", FILES[1:])
def test_retired_ids_are_not_in_use_and_their_successors_are(name):
    retired = {key: new for (resource, key), new in retired_ids().items() if resource == name}

    assert retired
    assert sorted(retired.keys() & ids(name)) == []
    assert sorted({*filter(None, retired.values())} - ids(name)) == []


STATEMENT = {
    "subject": "lab",
    "property": "focus",
    "value": {"zh-Hant": "肝病", "en": "liver disease"},
    "source": "paper",
    "first_line": 3,
    "last_line": 4,
}
RELATION = {"subject": "lab", "role": "works-with", "object": "hku"}


def fixtures(rows, name="statements", merged=None):
    """Fixtures with rows by id, of which one has other fields than usual."""
    records = [{"pk": key, "fields": {"merged_into": into}} for key, into in (merged or {}).items()]
    usual = STATEMENT if name == "statements" else RELATION
    evidence = [{"pk": key, "fields": usual | fields} for key, fields in rows.items()]
    return {f"{name}.json": evidence, "records.json": records}


@pytest.mark.parametrize(
    ("new", "successor"),
    [
        ({"moved": {"first_line": 9, "last_line": 9}}, "moved"),
        ({"moved": {"first_line": 9}, "extended": {"last_line": 5}}, "extended"),
        ({"moved": {"first_line": None}, "other": {"first_line": 9, "last_line": 9}}, ""),
        ({"value": {"value": {"en": "hepatitis"}}}, "value"),
        ({"property": {"property": "theme"}}, "property"),
        ({"property": {"property": "theme"}, "other": {"property": "objective"}}, ""),
        ({"subject": {"subject": "hku"}}, "subject"),
        ({"source": {"source": "page"}}, ""),
        ({"distant": {"value": {"en": "hepatitis"}, "first_line": 9, "last_line": 9}}, ""),
        ({"kept": {"value": {"en": "hepatitis"}}}, ""),
        ({}, ""),
    ],
)
def test_successor_of_a_statement_is_the_only_one_that_says_the_same(new, successor):
    kept = {key: fields for key, fields in new.items() if key == "kept"}

    retired = retire({}, fixtures({"old": {}, **kept}), fixtures(new))

    assert retired == {("statements", "old"): successor}


@pytest.mark.parametrize(
    ("old", "new", "merged"),
    [
        ({"value": {"id": "ust"}}, {"value": {"id": "hkust"}}, {"ust": "hkust"}),
        ({"subject": "ust"}, {"subject": "hkust"}, {"ust": "hkust", "hkust": None}),
        (
            {"subject": "innohk", "property": "member", "value": {"id": "hku"}},
            {"subject": "hku", "property": "participates-in", "value": {"id": "innohk"}},
            {},
        ),
        (
            {"property": "alias", "value": {"value": "HKUST", "lang": "en"}, "first_line": None},
            {"property": "name_en", "value": "HKUST", "first_line": None},
            {},
        ),
    ],
)
def test_successor_has_the_value_in_another_form(old, new, merged):
    retired = retire({}, fixtures({"old": old}), fixtures({"new": new}, merged=merged))

    assert retired == {("statements", "old"): "new"}


@pytest.mark.parametrize(
    ("new", "successor"),
    [
        ({"lab.works-with.hku.2": {}}, "lab.works-with.hku.2"),
        ({"lab.partner.hku": {"role": "partner"}}, "lab.partner.hku"),
        ({"hku.host.lab": {"subject": "hku", "object": "lab", "role": "host"}}, "hku.host.lab"),
        ({"lab.works-with.cuhk": {"object": "cuhk"}}, ""),
    ],
)
def test_successor_of_a_relation_joins_the_same_records(new, successor):
    old = fixtures({"lab.works-with.hku": {}}, "relations")

    retired = retire({}, old, fixtures(new, "relations"))

    assert retired == {("relations", "lab.works-with.hku"): successor}


def test_successor_that_is_retired_hands_on_and_an_id_that_returns_is_in_use():
    old = {("statements", "first"): "second", ("statements", "again"): ""}
    after = fixtures({"third": {"first_line": 9, "last_line": 9}, "again": {"source": "page"}})

    assert retire(old, fixtures({"second": {}}), after) == {
        ("statements", "first"): "third",
        ("statements", "second"): "third",
    }


def test_ids_that_leave_the_fixtures_are_recorded_as_they_are_written(tmp_path):
    write_fixtures(fixtures({"old": {}}), tmp_path)
    assert not (tmp_path / "retired_ids.csv").exists()

    write_fixtures(fixtures({"new": {"property": "theme"}}), tmp_path)

    assert (tmp_path / "retired_ids.csv").read_text() == (
        "resource,id,successor\nstatements,old,new\n"
    )
