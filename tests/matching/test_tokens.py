"""Tokenization, normalization and the lexicon."""

import pytest

from hkinno.matching.lexicon import entries, split_entries
from hkinno.matching.normalize import consists_of, literal_key, normalize, normalized_terms
from hkinno.matching.tokens import Gap, literal_terms, terms_of, tokenize


@pytest.mark.parametrize(
    ("text", "terms"),
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
def test_tokenize_splits_into_characters_words_and_numbers(text, terms):
    assert [token.term for token in tokenize(text)] == terms
    assert list(literal_terms(text)) == terms


def test_tokens_have_their_span_in_the_text():
    tokens = tokenize("ＨＫ ½學")

    assert [(token.term, token.start, token.end, token.is_han) for token in tokens] == [
        ("hk", 0, 2, False),
        ("学", 4, 5, True),
    ]


def test_tokens_have_the_gap_before_them():
    tokens = tokenize("港大學 Hong-Kong（香，HKU – CUHK")

    assert [token.gap for token in tokens] == [
        *(
            Gap.NONE,
            Gap.NONE,
            Gap.NONE,
            Gap.SPACE,
            Gap.SPACE,
            Gap.BRACKET,
            Gap.SEPARATOR,
            Gap.SEPARATOR,
        )
    ]


@pytest.mark.parametrize(
    ("text", "terms"),
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
        ("R (D", "r d"),
        ("Hong Kong SAR", "hong kong sar"),
        ("Millimetre Programmes", "millimeter program"),
        ("", ""),
    ],
)
def test_normalize_expands_abbreviations(text, terms):
    assert " ".join(terms_of(normalize(text))) == terms
    assert " ".join(normalized_terms(text)) == terms


def test_replacements_have_the_span_and_gap_of_the_replaced_text():
    assert [(token.start, token.end, token.gap) for token in normalize("at HK, Univ")] == [
        *((3, 5, Gap.SPACE), (3, 5, Gap.SPACE), (7, 11, Gap.SEPARATOR))
    ]


def test_normalize_ignores_the_end_of_a_long_text():
    assert len(normalize("學" * 1000)) == 300


def test_literal_key_ignores_replacements():
    assert literal_key("CUHK(SZ)") == "cuhksz"


@pytest.mark.parametrize(
    ("text", "expected"), [("國家重點實驗室", True), ("深圳研究院", False), ("肝病實驗室", False)]
)
def test_consists_of_recognizes_generic_names(text, expected):
    assert consists_of(terms_of(normalize(text)), "generic") is expected


def test_consists_of_allows_extra_entries():
    assert consists_of(("深", "圳", "研", "究"), "generic", extra_entries=[("深", "圳")])


def test_entries_are_separated_by_commas_in_english_and_by_spaces_in_chinese():
    assert split_entries("research institute, lab") == ["research institute", " lab"]
    assert split_entries("大學 學院") == ["大學", "學院"]
    assert ("research", "institute") in entries("independent-bodies")
