"""The record that the matcher chooses for a text, if any, from a few records."""

import pytest

from hkinno.matching.candidate_filters import CandidateFilter
from hkinno.matching.engine import MatchResult
from tests.matching.conftest import (
    HKU,
    HONG_KONG,
    PRINTED,
    SHORT,
    VARIANT,
    index_of,
    match,
    record,
)


def test_filter_by_resource_excludes_other_resources(chosen):
    assert chosen("香港", resources=["institutions"]) is None
    assert chosen("香港", resources=["places"]) == "hong-kong"
    assert chosen("肝病研究國家重點實驗室（香港大學）", resources=["institutions"]) is None


def test_filter_by_place_excludes_records_elsewhere(chosen):
    assert chosen("HKU", place="hong-kong") == "hku"
    assert chosen("HKU", place="china") == "hku"
    assert chosen("HKU", place="shenzhen") is None
    assert chosen("香港", place="hong-kong") == "hong-kong"
    assert chosen("毫無", place="unknown") is None
    assert chosen("創科局", place="shenzhen") == "bureau"


def test_filter_by_kind_or_parent_accepts_records_without_a_value():
    university = record("u", "甲乙大學", kind="university")
    unknown = record("v", "甲丙大學")
    index = index_of(university, unknown, record("w", "甲丁院", parent="u"))

    def accepted(**filters):
        accepts = CandidateFilter(**filters).bind(index)
        return [item.id for item in index.records.values() if accepts(item)]

    assert accepted(kinds=["company"]) == ["v", "w"]
    assert accepted(kinds=["university"]) == ["u", "v", "w"]
    assert accepted(parents=["u"]) == ["u", "v", "w"]
    assert accepted(parents=["x"]) == ["u", "v"]


def test_match_chooses_neither_of_two_records_with_the_same_short_name():
    index = index_of(
        record("a", "甲乙丙", aliases=[("丁戊己", SHORT)]),
        record("b", "庚辛", aliases=[("丁戊己", SHORT)]),
    )

    result = match(index, "丁戊己")

    assert result.chosen is None
    assert {item.record_id: item.score for item in result.candidates} == {"a": 75, "b": 75}


def test_match_prefers_a_full_name_to_a_short_name():
    index = index_of(
        record("cluster", "北京集群", resource="places", aliases=[("北京", SHORT)]),
        record("beijing", "北京", resource="places"),
    )

    assert match(index, "北京").chosen == "beijing"


def test_match_chooses_nothing_for_a_printed_fragment():
    index = index_of(record("lab", "鵬城國家實驗室", aliases=[("鵬城", PRINTED)], resource="labs"))

    assert match(index, "鵬城").chosen is None


def test_descriptive_names_are_candidates_but_never_chosen():
    index = index_of(
        record("lab", "聯合實驗室一", aliases=[("她的實驗室", "descriptive")], resource="labs")
    )

    result = match(index, "她的實驗室")

    assert result.chosen is None
    assert [item.record_id for item in result.candidates] == ["lab"]


def test_place_in_the_context_is_recognized_by_any_of_its_names():
    academy = record("academy", "深圳量子院", "Quantum Academy")
    shenzhen = record("shenzhen", "深圳", "Shenzhen", "places", aliases=[("鵬", VARIANT)])
    tokyo = record("tokyo", "東京", "Tokyo", "places")
    index = index_of(academy, shenzhen, tokyo)

    assert match(index, "Quantum Academy (Shenzhen)").chosen == "academy"
    assert match(index, "Quantum Academy (Tokyo)").chosen is None


def test_places_that_contain_each_other_do_not_loop():
    one = record("one", "甲地", resource="places", parent="two")
    two = record("two", "乙地", resource="places", parent="one")
    body = record("body", "丙丁戊所", place="one")
    index = index_of(one, two, body)

    assert match(index, "乙地，丙丁戊所").chosen == "body"


def test_parent_of_a_parent_identifies_a_record():
    group = record("group", "甲乙集團")
    company = record("company", "丙丁公司", parent="group")
    lab = record("lab", "戊己實驗室", resource="labs", parent="company")
    index = index_of(group, company, lab)

    assert match(index, "甲乙集團戊己實驗室").chosen == "lab"


def test_candidates_have_a_score_and_the_matching_span(index):
    result = match(index, " 香港科技大学机械工程系", limit=2)

    best = result.candidates[0]
    assert (best.record_id, best.matched_name, best.start, best.end) == (
        "hkust",
        "香港科技大學",
        1,
        7,
    )
    assert 80 < best.score < 100
    assert len(result.candidates) == 2
    assert result.candidates[1].score <= 75


def test_text_without_tokens_has_no_candidates(index):
    assert match(index, " – ") == MatchResult([], None)


def test_typing_errors_are_not_corrected_in_a_long_text(chosen):
    assert chosen("肝炳研究國家重點實驗室" + "，香港" * 30) == "liver"
    assert chosen("肝炳研究國家重點實驗室" + "，香港" * 40) is None


def test_similar_names_are_candidates(index):
    result = match(index, "Laboratory for Liver Disease", limit=1)

    assert [item.record_id for item in result.candidates] == ["liver"]


def test_both_records_mentioned_in_a_text_are_candidates():
    index = index_of(HKU, HONG_KONG, record("mit", "麻省理工", "Massachusetts Tech"))

    result = match(index, "HKU and Massachusetts Tech")

    assert result.chosen is None
    assert {item.record_id for item in result.candidates} == {"hku", "mit"}


@pytest.mark.parametrize(
    "text",
    [
        "State Key Laboratory",
        "SKL",
        "Shenzhen Joint Laboratory",
        "深圳聯合實驗室",
        "國家重點實驗室",
    ],
)
def test_name_of_a_category_is_not_the_truncated_name_of_its_only_member(text):
    index = index_of(
        record(
            "climate", "沿海城市氣候韌性", "Climate Resilience", aliases=[("SKL-CRCC", VARIANT)]
        ),
        record("joint", "深圳聯合實驗室甲乙", "Shenzhen Joint Laboratory AB", resource="labs"),
    )

    assert match(index, text).chosen is None
