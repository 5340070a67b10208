import json

import pytest

from hkinno.seeds.derive import as_text, derive, stale, write
from hkinno.seeds.facts import SeedError
from hkinno.seeds.load import read_seeds


def row(files, name, pk):
    return next(each["fields"] for each in files[name] if each["pk"] == pk)


def faults(folder) -> list[str]:
    with pytest.raises(SeedError) as caught:
        derive(read_seeds(folder))
    return str(caught.value).splitlines()


def test_record_row_holds_names_and_the_best_values(folder, seed):
    files = derive(read_seeds(folder(seed)))

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
        "name_en_basis": "translation",
        "aliases": [],
        "summary_zh": "自己的話。",
        "summary_en": "Our words.",
        "topics": [],
        "focus": [],
        "stage": "active",
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

    files = derive(read_seeds(folder(seed)))

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

    files = derive(read_seeds(folder(seed)))

    assert [
        (alias["value"], alias["type"])
        for alias in row(files, "records.json", "a-university")["aliases"]
    ] == [("AU", "short"), ("UA", "abbreviation")]


def test_same_seeds_give_the_same_bytes_in_any_order(folder, seed):
    first = {name: as_text(rows) for name, rows in derive(read_seeds(folder(seed))).items()}
    seed["records"] = dict(reversed(seed["records"].items()))

    assert {n: as_text(r) for n, r in derive(read_seeds(folder(seed))).items()} == first


@pytest.mark.parametrize(
    ("record", "change", "fault"),
    [
        ("b-lab", {"name_en": ""}, "b-lab: name_en missing"),
        ("b-lab", {"summary_zh": None}, "b-lab: summary_zh missing"),
        ("b-lab", {"kind": "kitchen"}, "b-lab: kind: Value 'kitchen' is not a valid choice."),
        ("b-lab", {"facts": []}, "b-lab: no fact speaks of it"),
    ],
)
def test_record_that_is_wrong_is_named(folder, seed, record, change, fault):
    seed["records"][record] |= change

    assert faults(folder(seed)) == [fault]


@pytest.mark.parametrize(
    ("fact", "fault"),
    [
        ({"host": "nobody"}, "b-lab.host.paper-2019.1: there is no record nobody"),
        (
            {"host": "c-scheme"},
            "b-lab.host.paper-2019.1: c-scheme is of programmes, not of institutions",
        ),
        (
            {"part_of": "a-university"},
            "b-lab.part_of.paper-2019.1: a-university is of institutions, not of labs",
        ),
        (
            {"partner": "c-scheme"},
            "b-lab.partner.paper-2019.1: c-scheme is of programmes,"
            " not of facilities or institutions or labs",
        ),
        (
            {"predecessor": "a-university"},
            "b-lab.predecessor.paper-2019.1: predecessor does not lead from labs to institutions",
        ),
        (
            {"name_en": "Lab C"},
            "b-lab.name_en.paper-2019.1: Lab C is neither the name of the record nor an alias",
        ),
        ({"host": "a-university", "source": "b-lab"}, "b-lab.host.b-lab.1: b-lab is not a source"),
        (
            {"host": "a-university", "source": "our-note"},
            "b-lab.host.our-note.1: our-note is no article, it has no printed words and no lines",
        ),
        (
            {"host": "a-university", "printed": None},
            "b-lab.host.paper-2019.1: an article is cited with what it prints and the lines",
        ),
    ],
)
def test_fact_that_is_wrong_is_named(folder, seed, fact, fault):
    seed["records"]["b-lab"]["facts"] = [{"printed": "甲大學", "lines": 1} | fact]

    assert faults(folder(seed))[:1] == [fault]


def test_misprinted_name_may_stand_deprecated(folder, seed):
    seed["records"]["b-lab"]["facts"] += [
        {
            "name_zh": "乙試驗室",
            "printed": "乙",
            "lines": 1,
            "rank": "deprecated",
            "rank_reason": "A misprint.",
        }
    ]

    assert len(derive(read_seeds(folder(seed)))["statements.json"]) == 5


def test_frame_of_a_figure_must_name_records(folder, seed):
    seed["records"]["award-x"] = {
        "resource": "awards",
        "funder": "c-scheme",
        "programme": "nothing",
        "facts": [{"exists": True, "printed": "3", "lines": 3}],
    }

    assert faults(folder(seed)) == [
        "award-x.programme: there is no record nothing",
        "award-x.funder: c-scheme is of programmes, not of institutions",
    ]


def test_two_facts_with_one_id_need_a_key(folder, seed):
    seed["records"]["b-lab"]["facts"] *= 2

    assert faults(folder(seed)) == [
        "b-lab.host.paper-2019.1: 2 facts have this id; give them a key"
    ]


def test_id_that_is_no_slug_is_named(folder, seed):
    seed["records"]["B lab"] = seed["records"].pop("b-lab")

    assert faults(folder(seed)) == [
        "B lab: an id is lower-case letters, digits and single hyphens, at most 80"
    ]


def test_write_brings_a_folder_to_the_files_and_removes_what_is_left_over(tmp_path):
    files = {"labs.json": [{"model": "labs.lab", "pk": "b", "fields": {}}], "events.json": []}
    (tmp_path / "old.json").write_text("[]\n")

    assert stale(files, tmp_path) == ["events.json", "labs.json", "old.json"]
    assert write(files, tmp_path) == ["events.json", "labs.json", "old.json"]
    assert stale(files, tmp_path) == []
    assert json.loads((tmp_path / "labs.json").read_text()) == files["labs.json"]
    assert write(files, tmp_path) == []
