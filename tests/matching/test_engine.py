"""What is chosen, and what is not, for a registry of a few records."""

import pytest

from hkinno.matching.engine import Answer, answer
from hkinno.matching.query_hints import Hint
from tests.matching.conftest import (
    HKU,
    HONG_KONG,
    PRINTED,
    SHORT,
    VARIANT,
    index_of,
    row,
)

CHOSEN = [
    # names, in any script and order
    ("香港科技大學", "hkust"),
    ("香港科技大学", "hkust"),
    ("HK Univ of Sci & Tech", "hkust"),
    ("Science and Technology, Hong Kong University of", "hkust"),
    ("University of Hong Kong", "hku"),
    ("Univ Hong Kong Ltd.", "hku"),
    ("CUHKSZ", "cuhk-shenzhen"),
    ("深圳研究院（香港中文大學）", "cuhk-institute"),
    ("CUHK Shenzhen Research Institute", "cuhk-institute"),
    ("SKLLR", "liver"),
    ("CUHK", "cuhk"),
    ("HKCUHK", "cuhk"),
    ("Top Talent Pass", "scheme"),
    # parts of a body
    ("香港科技大学机械工程系", "hkust"),
    ("李嘉誠醫學院，香港大學", "hku"),
    ("Dept. of Chemistry, HKU", "hku"),
    ("HKU Business School", "hku"),
    ("香港中文大學 (深圳) 數據科學學院", "cuhk-shenzhen"),
    # addresses, notes, titles
    ("HKUST, Clear Water Bay, Kowloon, Hong Kong", "hkust"),
    ("達之路83號香港大學", "hku"),
    ("HK HKU", "hku"),
    ("HKU 2021", "hku"),
    ("香港大學（已核實）", "hku"),
    ("孫東教授", "sun-dong"),
    ("創科局局長孫東", "sun-dong"),
    ("肝病研究國家重點實驗室（香港大學）", "liver"),
    ("Liver Research Laboratory, State Key of (HKU)", None),
    ("HKU, HKSAR", "hku"),
    ("深圳 香港中文大學（深圳）", "cuhk-shenzhen"),
    ("高才通計劃", "scheme"),
    ("InnoEX 2023 (2023)", "expo-2023"),
    ("Shenzhen, Guangdong", "shenzhen"),
    ("深圳市", "shenzhen"),
    # both at once
    ("香港科技大學 HKUST", "hkust"),
    ("HKUST SRI", "hkust-institute"),
    # slips
    ("香港理工大學", None),
    ("Hong Kong Univeristy of Science and Techonology", "hkust"),
    ("State Key Labo ratory of Liver Research", "liver"),
    ("Dept. of Chemistry, Univercity of Hong Kong", "hku"),
    ("Astra Zenecca", "astra"),
    ("香港科技大學學", "hkust"),
    ("肝炳研究國家重點實驗室", "liver"),
    ("肝病研國家重點實驗室", "liver"),
    ("肝病究研國家重點實驗室", "liver"),
    ("香港中文大學深川研究院", "cuhk-institute"),
    # a part that is misspelt beside its whole, and one that is not there
    ("肝炳研究國家重點實驗室（香港大學）", "liver"),
    ("State Key Laboratory of Liver Reserch, HKU", "liver"),
    ("香港大學心病研究國家實驗室", "hku"),
    # cut off
    ("State Key Laboratory of Marine Pollut", "marine"),
    ("State Key Laboratory of Marine", None),
    ("肝病研究國家重點實", "liver"),
    ("Innovation, Technology and Industry Bure", "bureau"),
    ("The Chinese University of Hong Kong", "cuhk"),
]
NOT_CHOSEN = [
    # words that name nothing by themselves
    *("大學", "Laboratory", "State Key Laboratory", "深圳研究院", "SRI", "港", "", "?!"),
    # a body of its own
    *("香港大學深圳研究院", "香港大學深圳醫院", "HKU Shenzhen Hospital", "HKUST(GZ)"),
    *("香港大學（東京）", "香港大學出版社", "HKU Press"),
    # another one
    *("東京大學", "中國科大", "北科大學", "Lingnan University, Hong Kong", "大埔創新園"),
    *("Open University of Hong Kong", "香港科學大學", "中國科技", "香港大學校長"),
    *("State Key Laboratory of Marine Geology", "State Key Laboratory of Marine (Geology)"),
    # two bodies
    *("HKU / HKUST", "HKU; MIT", "港大、科大", "HKU, CUHK", "MIT, HKU", "HKUST, MIT"),
    # another year
    *("InnoEX", "InnoEX 2025", "創科展", "高才通2025", "高才通（第2期）", "InnoEX 2023, 2025"),
    # places, which nothing can be a part of
    *("香港醫院", "深圳研究", "九龍，香港城"),
]


@pytest.mark.parametrize(("text", "id"), CHOSEN)
def test_a_text_means_the_record_that_a_careful_person_would_choose(chosen, text, id):
    assert chosen(text) == id


@pytest.mark.parametrize("text", NOT_CHOSEN)
def test_a_text_that_may_mean_something_else_chooses_nothing(chosen, text):
    assert chosen(text) is None


def test_a_hint_of_the_resource_rules_out(chosen):
    assert chosen("香港", resources=["institutions"]) is None
    assert chosen("香港", resources=["places"]) == "hong-kong"
    assert chosen("肝病研究國家重點實驗室（香港大學）", resources=["institutions"]) is None


def test_a_hint_of_the_place_rules_out_what_is_elsewhere(chosen):
    assert chosen("HKU", place="hong-kong") == "hku"
    assert chosen("HKU", place="china") == "hku"
    assert chosen("HKU", place="shenzhen") is None
    assert chosen("香港", place="hong-kong") == "hong-kong"
    assert chosen("毫無", place="unknown") is None
    assert chosen("創科局", place="shenzhen") == "bureau"


def test_a_hint_of_the_kind_and_the_whole_rules_out():
    university = row("u", "甲乙大學", kind="university")
    unknown = row("v", "甲丙大學")
    index = index_of(university, unknown, row("w", "甲丁院", whole="u"))

    def kept(**hint):
        is_wanted = Hint(**hint).on(index)
        return [each.id for each in index.rows.values() if is_wanted(each)]

    assert kept(kinds=["company"]) == ["v", "w"]
    assert kept(kinds=["university"]) == ["u", "v", "w"]
    assert kept(wholes=["u"]) == ["u", "v", "w"]
    assert kept(wholes=["x"]) == ["u", "v"]


def test_a_name_that_two_records_have_chooses_neither():
    index = index_of(
        row("a", "甲乙丙", aliases=[("丁戊己", SHORT)]),
        row("b", "庚辛", aliases=[("丁戊己", SHORT)]),
    )

    found = answer(index, "丁戊己", Hint().on(index), 5)

    assert found.chosen is None
    assert {each.id: each.score for each in found.found} == {"a": 75, "b": 75}


def test_the_own_name_of_a_record_goes_before_the_short_name_of_another():
    index = index_of(
        row("cluster", "北京集群", resource="places", aliases=[("北京", SHORT)]),
        row("beijing", "北京", resource="places"),
    )

    assert answer(index, "北京", Hint().on(index), 5).chosen == "beijing"


def test_shreds_that_an_article_printed_choose_nothing():
    index = index_of(row("lab", "鵬城國家實驗室", aliases=[("鵬城", PRINTED)], resource="labs"))

    assert answer(index, "鵬城", Hint().on(index), 5).chosen is None


def test_descriptions_are_found_and_never_chosen():
    index = index_of(
        row("lab", "聯合實驗室一", aliases=[("她的實驗室", "descriptive")], resource="labs")
    )

    found = answer(index, "她的實驗室", Hint().on(index), 5)

    assert found.chosen is None
    assert [each.id for each in found.found] == ["lab"]


def test_a_place_of_the_registry_is_known_by_each_of_its_names():
    academy = row("academy", "深圳量子院", "Quantum Academy")
    shenzhen = row("shenzhen", "深圳", "Shenzhen", "places", aliases=[("鵬", VARIANT)])
    tokyo = row("tokyo", "東京", "Tokyo", "places")
    index = index_of(academy, shenzhen, tokyo)

    assert answer(index, "Quantum Academy (Shenzhen)", Hint().on(index), 5).chosen == "academy"
    assert answer(index, "Quantum Academy (Tokyo)", Hint().on(index), 5).chosen is None


def test_a_place_whose_chain_leads_back_to_it_ends():
    one = row("one", "甲地", resource="places", whole="two")
    two = row("two", "乙地", resource="places", whole="one")
    body = row("body", "丙丁戊所", place="one")
    index = index_of(one, two, body)

    assert answer(index, "乙地，丙丁戊所", Hint().on(index), 5).chosen == "body"


def test_the_whole_of_a_whole_is_named_beside_a_record():
    group = row("group", "甲乙集團")
    company = row("company", "丙丁公司", whole="group")
    lab = row("lab", "戊己實驗室", resource="labs", whole="company")
    index = index_of(group, company, lab)

    assert answer(index, "甲乙集團戊己實驗室", Hint().on(index), 5).chosen == "lab"


def test_candidates_come_with_score_and_what_matched(index):
    found = answer(index, " 香港科技大学机械工程系", Hint().on(index), 2)

    best = found.found[0]
    assert (best.id, best.name, best.start, best.end) == ("hkust", "香港科技大學", 1, 7)
    assert 80 < best.score < 100
    assert len(found.found) == 2
    assert found.found[1].score <= 75


def test_a_text_of_no_words_has_no_candidates(index):
    assert answer(index, " – ", Hint().on(index), 5) == Answer([], None)


def test_slips_are_not_looked_for_in_a_page(chosen):
    assert chosen("肝炳研究國家重點實驗室" + "，香港" * 30) == "liver"
    assert chosen("肝炳研究國家重點實驗室" + "，香港" * 40) is None


def test_what_is_only_alike_is_a_candidate(index):
    found = answer(index, "Laboratory for Liver Disease", Hint().on(index), 1).found

    assert [each.id for each in found] == ["liver"]


def test_two_records_in_one_text_are_both_candidates():
    index = index_of(HKU, HONG_KONG, row("mit", "麻省理工", "Massachusetts Tech"))

    found = answer(index, "HKU and Massachusetts Tech", Hint().on(index), 5)

    assert found.chosen is None
    assert {each.id for each in found.found} == {"hku", "mit"}
