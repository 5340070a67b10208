from hkinno.registry.statement_selection import (
    build_relations,
    column_values,
    select_facts,
    select_stage,
)
from hkinno.seeds.facts import parse_fact
from tests.factories import alias


def facts(*raws: dict, resource: str = "institutions"):
    return [parse_fact("x", resource, raw, "paper") for raw in raws]


def test_column_holds_the_stated_value_not_a_planned_or_claimed_one():
    candidates = facts(
        {"established": "2011", "lines": 1, "modality": "planned"},
        {"established": "2012", "lines": 2, "modality": "claimed"},
        {"established": "2013", "lines": 3, "modality": "proposed"},
        {"established": "2014", "lines": 4},
    )

    assert column_values(select_facts(candidates, "active")) == {"established": "2014"}


def test_column_of_a_planned_record_holds_the_planned_value():
    candidates = facts({"established": "2011", "lines": 1, "modality": "planned"})

    assert column_values(select_facts(candidates, "planned")) == {"established": "2011"}


def test_column_of_a_planned_record_prefers_the_stated_value():
    candidates = facts(
        {"place": "a", "lines": 1, "modality": "planned", "as_of": "2020"},
        {"place": "b", "lines": 2},
    )

    assert column_values(select_facts(candidates, "planned")) == {"place": "b"}


def test_preferred_fact_is_selected_before_a_later_one_and_deprecated_never():
    candidates = facts(
        {"place": "a", "lines": 1, "rank": "deprecated", "rank_reason": "A misprint."},
        {"place": "b", "lines": 2, "as_of": "2024"},
        {"place": "c", "lines": 3, "rank": "preferred", "rank_reason": "Looked up."},
    )

    assert column_values(select_facts(candidates, "active")) == {"place": "c"}


def test_latest_as_of_is_first_within_a_rank_and_an_undated_fact_last():
    candidates = facts(
        {"place": "a", "lines": 1},
        {"place": "b", "lines": 2, "as_of": "2017"},
        {"place": "c", "lines": 3, "as_of": "2018-06"},
        {"place": "d", "lines": 4, "as_of": "2018"},
        {"place": "e", "lines": 5, "as_of": "../2016"},
    )

    assert column_values(select_facts(candidates, "active")) == {"place": "d"}
    assert column_values(
        select_facts(
            [*candidates, *facts({"place": "f", "lines": 6, "as_of": "2015/.."})], "active"
        )
    ) == {"place": "f"}


def test_list_columns_hold_each_value_once():
    candidates = facts(
        {"external_ids": {"scheme": "ror", "id": "1"}, "lines": 1},
        {"external_ids": {"scheme": "ror", "id": "2"}, "lines": 2},
        {"external_ids": {"scheme": "ror", "id": "1"}, "lines": 3},
        {"focus": {"zh-Hant": "肝", "en": "liver"}, "lines": 4},
        {"alias": {"value": "甲", "lang": "zh-Hant", "type": "short"}, "lines": 5},
    )

    assert column_values(select_facts(candidates, "active")) == {
        "external_ids": {"ror": ["1", "2"]},
        "focus": [{"zh-Hant": "肝", "en": "liver"}],
        "aliases": [alias("甲", lang="zh-Hant")],
    }


def test_names_flags_and_roles_fill_no_column():
    candidates = facts(
        {"exists": True, "lines": 1},
        {"name_en": "X", "lines": 2},
        {"partner": "y", "lines": 4},
    )

    assert column_values(select_facts(candidates, "active")) == {}


def test_stage_is_the_latest_that_is_stated():
    candidates = facts(
        {"stage": "planned", "lines": 1, "as_of": "2017"},
        {"stage": "active", "lines": 2, "as_of": "2018"},
        {"stage": "ended", "lines": 3, "as_of": "2019", "modality": "claimed"},
    )

    assert select_stage(candidates, "proposed") == "active"
    assert select_stage([], "proposed") == "proposed"
    assert column_values(select_facts(candidates, "active")) == {"stage": "active"}


def test_relation_has_the_modality_and_the_dates_of_its_best_facts():
    candidates = facts(
        {"partner": "y", "lines": 1, "modality": "planned", "as_of": "2011"},
        {"partner": "y", "lines": 2, "as_of": "2017"},
        {"partner": "y", "lines": 3, "as_of": "2023"},
        {"partner": "z", "lines": 4, "modality": "claimed"},
    )

    assert [
        (row["object"], row["modality"], row["first_confirmed"], row["last_confirmed"])
        for row in build_relations("x", select_facts(candidates, "active"))
    ] == [("y", "stated", "2017", "2023"), ("z", "claimed", None, None)]


def test_coordinates_fill_two_columns():
    candidates = facts(
        {"coordinates": {"latitude": "1", "longitude": "2"}, "lines": 1}, resource="places"
    )

    assert column_values(select_facts(candidates, "active")) == {"latitude": "1", "longitude": "2"}


def test_relation_is_built_once_with_the_dates_of_all_its_facts():
    post = {"id": "hku", "title_zh": "校長", "title_en": "President & Vice-Chancellor"}
    candidates = facts(
        {"post": post, "lines": 1},
        {"post": post | {"since": "2018"}, "lines": 2},
        {"post": post | {"title_en": "Dean"}, "lines": 3},
        {"alumnus": "hku", "lines": 4},
        resource="people",
    )

    assert [
        (relation["id"], relation["since"])
        for relation in build_relations("x", select_facts(candidates, "active"))
    ] == [
        ("x.alumnus.hku", None),
        ("x.post.hku.president-vice-chancellor", "2018"),
        ("x.post.hku.dean", None),
    ]
