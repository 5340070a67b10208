import json

import pytest

from hkinno.seeds.derive import derive_fixtures, find_stale, serialize_rows, write_fixtures
from hkinno.seeds.facts import SeedError
from hkinno.seeds.load import load_seeds


def row(files, name, pk):
    return next(row["fields"] for row in files[name] if row["pk"] == pk)


def derive_texts(folder) -> dict[str, str]:
    fixtures = derive_fixtures(load_seeds(folder))
    return {name: serialize_rows(rows) for name, rows in fixtures.items()}


def problems(folder) -> list[str]:
    with pytest.raises(SeedError) as error:
        derive_fixtures(load_seeds(folder))
    return str(error.value).splitlines()


def test_record_row_has_names_and_the_selected_values(folder, seed):
    files = derive_fixtures(load_seeds(folder(seed)))

    assert row(files, "labs.json", "b-lab") == {
        "kind": "joint-laboratory",
        "host": "a-university",
        "established": None,
        "closed": None,
        "budget": None,
    }
    assert row(files, "records.json", "b-lab") == {
        "resource": "labs",
        "status": "published",
        "name_zh": "乙實驗室",
        "name_en": "Laboratory B",
        "name_zh_basis": "descriptive",
        "name_en_basis": "translation",
        "aliases": [],
        "summary_zh": "自己的話。",
        "summary_en": "Our words.",
        "topics": [],
        "focus": [],
        "stage": "active",
        "last_reviewed": None,
        "part_of": None,
        "place": None,
        "website": "",
        "external_ids": {},
        "merged_into": None,
    }
    assert row(files, "programmes.json", "c-scheme")["launched"] == "2018-06"


def test_target_is_planned_unless_the_seed_says_otherwise(folder, seed):
    seed["records"]["target-x"] = {
        "resource": "targets",
        "programme": "c-scheme",
        "statement_zh": "目標",
        "statement_en": "A target.",
        "facts": [
            {
                "quantity": {"value": "3", "unit": "laboratories"},
                "printed": "3",
                "lines": 3,
                "modality": "planned",
            }
        ],
    }

    files = derive_fixtures(load_seeds(folder(seed)))

    assert row(files, "records.json", "target-x")["stage"] == "planned"
    assert row(files, "targets.json", "target-x")["quantity"]["value"] == "3"


def test_alias_of_a_fact_joins_those_of_the_record(folder, seed):
    seed["records"]["a-university"]["facts"] += [
        {
            "alias": {"value": v, "lang": "en", "type": "short"},
            "printed": "甲大學",
            "lines": 1,
            "key": v.lower(),
        }
        for v in ("AU", "UA")
    ]

    files = derive_fixtures(load_seeds(folder(seed)))

    assert [
        (alias["value"], alias["type"])
        for alias in row(files, "records.json", "a-university")["aliases"]
    ] == [("AU", "short"), ("UA", "variant")]


def test_same_seeds_give_the_same_bytes_in_any_order(folder, seed):
    first = {
        name: serialize_rows(rows)
        for name, rows in derive_fixtures(load_seeds(folder(seed))).items()
    }
    seed["records"] = dict(reversed(seed["records"].items()))

    assert {
        n: serialize_rows(r) for n, r in derive_fixtures(load_seeds(folder(seed))).items()
    } == first


@pytest.mark.parametrize(
    ("record", "change", "problem"),
    [
        ("b-lab", {"name_en": ""}, "b-lab: name_en missing"),
        ("b-lab", {"summary_zh": None}, "b-lab: summary_zh missing"),
        ("b-lab", {"kind": "kitchen"}, "b-lab: kind: Value 'kitchen' is not a valid choice."),
        ("b-lab", {"facts": []}, "b-lab: no facts"),
    ],
)
def test_invalid_record_is_reported(folder, seed, record, change, problem):
    seed["records"][record] |= change

    assert problems(folder(seed)) == [problem]


@pytest.mark.parametrize(
    ("fact", "problem"),
    [
        ({"host": "nobody"}, "b-lab.host.paper-2019.1: there is no record nobody"),
        (
            {"host": "c-scheme"},
            "b-lab.host.paper-2019.1: c-scheme is one of programmes, not of institutions",
        ),
        (
            {"part_of": "a-university"},
            "b-lab.part_of.paper-2019.1: a-university is one of institutions, not of labs",
        ),
        (
            {"partner": "c-scheme"},
            "b-lab.partner.paper-2019.1: c-scheme is one of programmes,"
            " not of facilities or institutions or labs",
        ),
        (
            {"predecessor": "a-university"},
            "b-lab.predecessor.paper-2019.1: predecessor cannot relate labs to institutions",
        ),
        (
            {"name_en": "Lab C"},
            "b-lab.name_en.paper-2019.1: Lab C is neither the name of the record nor an alias",
        ),
        (
            {"budget": {"value": "1", "unit": "HKD", "unit_basis": "inferred"}},
            "b-lab.budget.paper-2019.1: an inferred unit needs a note that says why",
        ),
        ({"host": "a-university", "source": "b-lab"}, "b-lab.host.b-lab.1: b-lab is not a source"),
        (
            {"host": "a-university", "source": "our-note"},
            "b-lab.host.our-note.1: our-note is not an article, so printed and lines must be empty",
        ),
        (
            {"host": "a-university", "printed": None},
            "b-lab.host.paper-2019.1: a fact from an article needs printed and lines",
        ),
    ],
)
def test_invalid_fact_is_reported(folder, seed, fact, problem):
    seed["records"]["b-lab"]["facts"] = [{"printed": "甲大學", "lines": 1} | fact]

    assert problems(folder(seed))[:1] == [problem]


def test_misprinted_name_can_be_a_deprecated_fact(folder, seed):
    seed["records"]["b-lab"]["facts"] += [
        {
            "name_zh": "乙試驗室",
            "printed": "乙",
            "lines": 1,
            "rank": "deprecated",
            "rank_reason": "A misprint.",
        }
    ]

    assert len(derive_fixtures(load_seeds(folder(seed)))["statements.json"]) == 5


def test_reference_fields_must_refer_to_records(folder, seed):
    seed["records"]["award-x"] = {
        "resource": "awards",
        "funder": "c-scheme",
        "programme": "nothing",
        "facts": [{"exists": True, "printed": "3", "lines": 3}],
    }

    assert problems(folder(seed)) == [
        "award-x.programme: there is no record nothing",
        "award-x.funder: c-scheme is one of programmes, not of institutions",
    ]


def test_two_facts_with_one_id_need_a_key(folder, seed):
    seed["records"]["b-lab"]["facts"] *= 2

    assert problems(folder(seed)) == ["b-lab.host.paper-2019.1: 2 facts have this id; add a key"]


def test_id_that_is_not_a_slug_is_reported(folder, seed):
    seed["records"]["B lab"] = seed["records"].pop("b-lab")

    assert problems(folder(seed)) == [
        "B lab: an id is lower-case letters, digits and single hyphens, at most 80"
    ]


def test_write_fixtures_updates_changed_files_and_deletes_obsolete_ones(tmp_path):
    files = {"labs.json": [{"model": "labs.lab", "pk": "b", "fields": {}}], "events.json": []}
    (tmp_path / "old.json").write_text("[]\n")

    assert find_stale(files, tmp_path) == ["events.json", "labs.json", "old.json"]
    assert write_fixtures(files, tmp_path) == ["events.json", "labs.json", "old.json"]
    assert find_stale(files, tmp_path) == []
    assert json.loads((tmp_path / "labs.json").read_text()) == files["labs.json"]
    assert write_fixtures(files, tmp_path) == []
