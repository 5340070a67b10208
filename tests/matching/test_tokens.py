"""How texts are cut, and what is read as something else."""

import pytest

from hkinno.matching.lexicon import entries, words
from hkinno.matching.normalize import forms_of, is_made_of, read, unread
from hkinno.matching.tokens import APART, BRACKET, GLUED, LOOSE, cut


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("香港大學", ["香", "港", "大", "学"]),
        ("ＨＫＵ", ["hku"]),
        ("H.K.U.S.T.", ["hkust"]),
        ("InnoEX2023", ["innoex", "2023"]),
        ("產學研１＋計劃", ["产", "学", "研", "1+", "计", "划"]),
        ("People's Int’l Universities", ["people", "intl", "universitie"]),
        ("R&D of I & T", ["r&d", "of", "i", "t"]),
        ("香港大學 [1]", ["香", "港", "大", "学"]),
        ("3. HKU (2)", ["hku"]),
        ("HKU²①", ["hku"]),
        ("École", ["ecole"]),
        ("!?", []),
    ],
)
def test_a_text_is_cut_into_characters_words_and_numbers(text, forms):
    assert [unit.form for unit in cut(text)] == forms


def test_a_unit_knows_where_it_stands():
    units = cut("ＨＫ ½學")

    assert [(unit.form, unit.start, unit.end, unit.is_han) for unit in units] == [
        ("hk", 0, 2, False),
        ("学", 4, 5, True),
    ]


def test_a_unit_knows_what_is_before_it():
    units = cut("港大學 Hong-Kong（香，HKU – CUHK")

    assert [unit.gap for unit in units] == [
        *(GLUED, GLUED, GLUED, LOOSE, LOOSE, BRACKET, APART, APART)
    ]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("HK Univ. of Sci & Tech", "hong kong university science technology"),
        ("The HKSAR", "hong kong sar"),
        ("Guangdong-Hong Kong-Macau Greater Bay Area", "greater bay area"),
        (
            "Guangdong, Hong Kong, Macao Greater Bay Area",
            "guangdong hong kong macao greater bay area",
        ),
        ("城大深研院", "城 大 深 圳 研 究 院"),
        ("人工智能", "artificial intelligence"),
        ("", ""),
    ],
)
def test_abbreviations_are_written_out(text, forms):
    assert " ".join(forms_of(read(text))) == forms


def test_what_is_put_in_stands_where_that_which_it_replaces_stood():
    assert [(unit.start, unit.end, unit.gap) for unit in read("at HK, Univ")] == [
        *((3, 5, LOOSE), (3, 5, LOOSE), (7, 11, APART))
    ]


def test_only_the_beginning_of_a_long_text_is_read():
    assert len(read("學" * 1000)) == 300


def test_a_text_can_be_read_as_it_stands():
    assert unread("CUHK(SZ)") == "cuhksz"


@pytest.mark.parametrize(
    ("text", "is_made"), [("國家重點實驗室", True), ("深圳研究院", False), ("肝病實驗室", False)]
)
def test_what_names_nothing_by_itself_is_known(text, is_made):
    assert is_made_of(forms_of(read(text)), "generic") is is_made


def test_further_entries_can_be_allowed():
    assert is_made_of(("深", "圳", "研", "究"), "generic", also=[("深", "圳")])


def test_entries_are_parted_by_commas_in_english_and_by_blanks_in_chinese():
    assert entries("research institute, lab") == ["research institute", " lab"]
    assert entries("大學 學院") == ["大學", "學院"]
    assert ("research", "institute") in words("own")
