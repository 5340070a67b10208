"""Cantonese as Hong Kong spells it in names, which is not standardized."""

import pytest

from hkinno.search.highlights import highlight
from hkinno.search.romanization import hong_kong_spellings, hong_kong_table
from tests.factories import LabFactory
from tests.search.sql import call_function


@pytest.mark.parametrize(
    ("jyutping", "spellings"),
    [
        ("daai", "daai dai taai tai"),
        ("zim", "chim jim tsim zim"),
        ("saa", "sa saa sah sha shaa shah"),
        ("si", "see shee shi si sz sze"),
        ("jyun", "juen jun jyun yuen yun"),
        ("oi", "oi"),
        ("ng", "ng"),
    ],
)
def test_spellings_of_a_syllable(jyutping, spellings):
    assert sorted(hong_kong_spellings(jyutping)) == spellings.split()


def test_table_has_all_syllables_that_are_spelt_alike():
    table = hong_kong_table({"daai", "dai", "taai", "tai", "hok"})

    assert (table["tai"], table["dai"]) == ("(Jdaai|Jdai|Jtaai|Jtai)", "(Jdaai|Jdai)")
    assert table["hok"] == "(Jhok)"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Tai Hok", "香港大學"),
        ("dai hok", "香港大學"),
        ("tai hok", "香港大学"),
        ("Heung Kong Tai Hok", "香港大學"),
        ("Tsim Sha Tsui", "尖沙咀"),
        ("jim sa jeui", "尖沙咀"),
        ("Sham Shui Po", "深水埗"),
        ("Cheung Sha Wan", "長沙灣"),
        ("Kwun Tong", "觀塘"),
        ("Tsuen Wan", "荃灣"),
        ("Chow Tai Fook", "周大福"),
        ("Lee Ka Shing", "李嘉誠"),
        ("Tsang Kwok Wai", "曾國衞"),
        ("Wong Chuk Hang", "黃竹坑"),
        ("Sze Wai", "施偉"),
    ],
)
def test_hong_kong_spelling_finds_chinese_names(client, query, name):
    LabFactory(id="lab", name_zh=f"{name}實驗室")
    LabFactory(id="other", name_zh="機械人中心")

    response = client.get("/api/v1/search/", {"q": query})

    assert [result["id"] for result in response.json()["results"]] == ["lab"]
    read = name[-query.count(" ") - 1 :]
    [[highlighted]] = highlight(query, [[("name_zh", name)]])
    assert highlighted.words[0] == read


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("word", "readings"), [("hok", ["(Jhok)"]), ("taihok", None), ("taiwan", None), ("robot", None)]
)
def test_word_is_one_syllable_as_spelt_in_hong_kong(word, readings):
    assert call_function("search_syllables", word, "H") == readings
