from hkinno.seeds.facts import read_fact
from hkinno.seeds.select import columns, held, relations


def facts(*raws: dict, resource: str = "institutions"):
    return [read_fact("x", resource, raw, "paper") for raw in raws]


def test_column_takes_what_is_stated_and_not_what_is_planned_or_claimed():
    said = facts(
        {"established": "2011", "lines": 1, "modality": "planned"},
        {"established": "2012", "lines": 2, "modality": "claimed"},
        {"established": "2013", "lines": 3, "modality": "proposed"},
        {"established": "2014", "lines": 4},
    )

    assert columns(held(said, "active")) == {"established": "2014"}


def test_column_of_a_planned_record_takes_the_plan():
    said = facts({"established": "2011", "lines": 1, "modality": "planned"})

    assert columns(held(said, "planned")) == {"established": "2011"}


def test_column_of_a_planned_record_prefers_what_is_stated():
    said = facts(
        {"place": "a", "lines": 1, "modality": "planned", "as_of": "2020"},
        {"place": "b", "lines": 2},
    )

    assert columns(held(said, "planned")) == {"place": "b"}


def test_preferred_comes_before_later_and_deprecated_never():
    said = facts(
        {"place": "a", "lines": 1, "rank": "deprecated", "rank_reason": "A misprint."},
        {"place": "b", "lines": 2, "as_of": "2024"},
        {"place": "c", "lines": 3, "rank": "preferred", "rank_reason": "Looked up."},
    )

    assert columns(held(said, "active")) == {"place": "c"}


def test_latest_as_of_counts_among_equals_and_an_undated_fact_least():
    said = facts(
        {"place": "a", "lines": 1},
        {"place": "b", "lines": 2, "as_of": "2017"},
        {"place": "c", "lines": 3, "as_of": "2018-06"},
        {"place": "d", "lines": 4, "as_of": "2018"},
        {"place": "e", "lines": 5, "as_of": "../2016"},
    )

    assert columns(held(said, "active")) == {"place": "d"}
    assert columns(
        held([*said, *facts({"place": "f", "lines": 6, "as_of": "2015/.."})], "active")
    ) == {"place": "f"}


def test_lists_gather_every_fact_once():
    said = facts(
        {"external_ids": {"scheme": "ror", "id": "1"}, "lines": 1},
        {"external_ids": {"scheme": "ror", "id": "2"}, "lines": 2},
        {"external_ids": {"scheme": "ror", "id": "1"}, "lines": 3},
        {"focus": {"zh-Hant": "肝", "en": "liver"}, "lines": 4},
        {"alias": {"value": "甲", "lang": "zh-Hant", "type": "short"}, "lines": 5},
    )

    assert columns(held(said, "active")) == {
        "external_ids": {"ror": ["1", "2"]},
        "focus": [{"zh-Hant": "肝", "en": "liver"}],
        "aliases": [
            {"value": "甲", "lang": "zh-Hant", "type": "short", "since": None, "until": None}
        ],
    }


def test_names_flags_and_roles_fill_no_column():
    said = facts(
        {"exists": True, "lines": 1},
        {"name_en": "X", "lines": 2},
        {"stage": "ended", "lines": 3},
        {"partner": "y", "lines": 4},
    )

    assert columns(held(said, "active")) == {}


def test_coordinates_fill_two_columns():
    said = facts(
        {"coordinates": {"latitude": "1", "longitude": "2"}, "lines": 1}, resource="places"
    )

    assert columns(held(said, "active")) == {"latitude": "1", "longitude": "2"}


def test_relation_is_said_once_with_the_dates_of_all_that_say_it():
    post = {"id": "hku", "title_zh": "校長", "title_en": "President & Vice-Chancellor"}
    said = facts(
        {"post": post, "lines": 1},
        {"post": post | {"since": "2018"}, "lines": 2},
        {"post": post | {"title_en": "Dean"}, "lines": 3},
        {"alumnus": "hku", "lines": 4},
        resource="people",
    )

    assert [(each["id"], each["since"]) for each in relations(held(said, "active"))] == [
        ("x.alumnus.hku", None),
        ("x.post.hku.president-vice-chancellor", "2018"),
        ("x.post.hku.dean", None),
    ]
