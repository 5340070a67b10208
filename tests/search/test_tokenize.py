"""Tokenization of names, texts and queries."""

import pytest
from django.db import connection

from hkinno.search.highlights import highlight
from hkinno.search.tables import without_umlaut, yale_spellings
from tests.search.sql import call_function

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("香港中文大學（深圳）", "香港中文大学深圳"),
        ("「創新 香港」計劃", "创新香港计划"),
        ("人工智能、數據科學園區", "人工智能 数据科学园区"),
        ("AI鐵路監測系統", "ai 铁路监测系统"),
        ("Sci & Tech, 3D打印", "sci tech 3d 打印"),
        ("イノベーション2025年", "イノベーション 2025 年"),
        ("孫‧東", "孙东"),
        ("!?、。", ""),
    ],
)
def test_words_are_chinese_runs_and_words_of_letters(text, words):
    assert call_function("search_words", text) == words


def test_names_vector_has_characters_pairs_readings_words_and_the_full_name():
    assert call_function("search_names_vector", ["行會 AI"]) == (
        "'=行会_ai' 'Jhaang':1 'Jhang':1 'Jhong':1 'Jkui':2 'Jkwui':2 'Jwui':2 'Phang':1 'Pheng':1"
        " 'Phui':2 'Pkuai':2 'Pkuo':2 'Pxing':1 'ai' '会':2 '行':1 '行会':1"
    )


def test_reading_keys_are_the_commonest_readings_of_a_chinese_name():
    assert call_function("search_reading_keys", "香港") == "=JhoengJgong =PxiangPgang"
    assert call_function("search_reading_keys", "香") is None
    assert call_function("search_reading_keys", "香a") is None


def test_long_words_and_texts_are_truncated():
    vector = call_function("search_names_vector", ["a" * 5000, "長" * 5000])

    assert "'" + "a" * 64 + "'" in vector
    assert call_function("search_texts_vector", ["長" * 20_000]) is not None


@pytest.mark.parametrize(
    ("run", "variants"),
    [
        ("机械人", ["机械人", "机器人"]),
        ("数码软件", ["数码软件", "数位软件", "数字软件", "数码软体", "数位软体", "数字软体"]),
        ("肝病", ["肝病"]),
    ],
)
def test_run_has_variants_with_the_words_of_other_regions(run, variants):
    assert call_function("search_regional_variants", run) == variants


def test_regional_variants_are_limited_to_sixteen():
    assert len(call_function("search_regional_variants", "数码" * 8)) == 16


@pytest.mark.parametrize(
    ("word", "spelling", "readings"),
    [
        ("heunggong", "J", ["Jhoeng <-> Jgong"]),
        ("hoeng1", "J", ["Jhoeng"]),
        ("xianggang", "P", ["Pxiang <-> Pgang"]),
        ("xian", "P", ["Pxian", "Pxi <-> Pan"]),
        ("jung", "J", ["Jjung", "Jzung"]),
        ("lyu", "P", ["Plv"]),
        ("robot", "P", None),
        ("a" * 41, "P", None),
        ("3d", "P", None),
    ],
)
def test_word_is_split_into_syllables(word, spelling, readings):
    assert call_function("search_syllables", word, spelling) == readings


@pytest.mark.parametrize(
    ("jyutping", "yale"),
    [
        ("hoeng", "heung"),
        ("jyun", "yun"),
        ("zyu", "jyu"),
        ("gwaa", "gwa"),
        ("ceot", "cheut"),
        ("ji", "yi"),
        ("gong", "gong"),
    ],
)
def test_yale_is_derived_from_jyutping(jyutping, yale):
    assert yale_spellings(jyutping) == {yale}


def test_umlaut_can_be_omitted():
    assert without_umlaut("lv") == {"lu", "lyu"}


def build_query(text):
    return call_function("search_query", text)


@pytest.mark.parametrize(
    ("text", "tsquery"),
    [
        ("港", "'港'"),
        ("香港", "'香港'"),
        ("香港科", "'香港' <-> '港科'"),
        ("robots", "'robots':*"),
        ("a", "'a':*"),
        ("r & d", "'r' & 'd'"),
        ("University of the Arts", "'university':* & 'arts':*"),
        ("of the", "'of':* & 'the':*"),
        ("centre", "'centre':*"),
        ("機械人 HK", "( '机器' <-> '器人' | '机械' <-> '械人' ) & 'hk':*"),
        ("香港 科技", "'香港' & '科技'"),
    ],
)
def test_query_requires_all_words(text, tsquery):
    assert build_query(text) == tsquery


@pytest.mark.parametrize("text", ["", " ", "!!!", "、。"])
def test_query_without_words_is_null(text):
    assert build_query(text) is None
    assert call_function("search_exact_query", text) is None


def test_query_of_syllables_matches_the_word_or_the_characters():
    assert build_query("xi'an") == "'Pxi' <-> 'Pan' | 'xi':*"


def test_span_of_syllables_is_read_as_one_and_token_by_token():
    with connection.cursor() as cursor:
        cursor.execute(
            "select first, last, public.search_reading_phrase(readings)"
            " from public.search_syllable_spans(%s, 'P')",
            [["da", "xue", "hk", "xian", "lu"]],
        )

        assert set(cursor.fetchall()) == {
            (1, 2, "((Pda) <-> (Pxue))"),
            (2, 2, "((Pxu <-> Pe))"),
            (4, 4, "((Pxi <-> Pan))"),
            (4, 5, "((Pxian) <-> (Plu | Plv))"),
        }


def test_long_span_is_read_in_windows_of_ten_tokens():
    syllables = "xiang gang zhong wen da xue yi xue yuan fu shu yi yuan".split()
    with connection.cursor() as cursor:
        cursor.execute("select piece from public.search_query_terms(%s)", [" ".join(syllables)])
        windows = [piece.split(" <-> ") for (piece,) in cursor.fetchall() if piece[0] == "P"]

    long_windows = [window for window in windows if len(window) > 2]  # “xue” is also xu'e
    assert {len(window) for window in long_windows} == {10}
    assert {window[0] for window in long_windows} == {"Pxiang", "Pgang", "Pzhong", "Pwen"}


def test_equal_terms_are_required_once():
    assert build_query("robots AI Robots ai") == "'robots':* & 'ai':*"
    assert build_query("香港 香港") == "'香港'"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("The University of Hong Kong", {"=university_of_hong_kong"}),
        ("機械人", {"=机械人", "=机器人"}),
        ("the", {"=the"}),
        ("AI Centre", {"=ai_centre", "=ai_center"}),
        ("lü you", {"=lu_you", "=PluPyou", "=PlvPyou"}),
        ("xi'an", {"=xi_an", "=PxiPan"}),
    ],
)
def test_exact_query_matches_names_as_written_or_spelled(text, keys):
    assert set(call_function("search_exact_query", text).replace("'", "").split(" | ")) == keys


@pytest.mark.parametrize(
    ("text", "value", "highlights"),
    [
        ("港大", "香港大學", ["港大"]),
        ("软件", "香港軟件及軟體中心", ["軟件", "軟體"]),
        ("robot", "Robotics and ROBOTS", ["Robotics", "ROBOTS"]),
        ("center", "Centre, Centres, Center", ["Centre", "Centres", "Center"]),
        ("lab", "Laboratories, Laboratory, labs", ["Laboratories", "Laboratory", "labs"]),
        ("hoeng gong", "設於香港", ["香港"]),
        ("大学深圳", "香港中文大學（深圳）", ["香港中文大學（深圳）"]),
        ("東京", "香港大學", []),
    ],
)
def test_highlights_are_parts_of_the_text(text, value, highlights):
    matches = highlight(text, [[("name_en", value)]])[0]
    assert sorted(word for match in matches for word in match.words) == sorted(highlights)


def test_query_size_is_bounded():
    for text in ("nganganganganganganganganganganganganganga", "ng " * 60, "数码" * 100):
        with connection.cursor() as cursor:
            cursor.execute("select numnode(public.search_query(%s)) < 20000", [text])
            assert cursor.fetchone() == (True,)
