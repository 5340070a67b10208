"""The tables of search are what the libraries give, and the database has what they say."""

import shutil

import pytest
from django.core.management import CommandError, call_command

from hkinno.search import build_tables
from hkinno.search.tables import FOLDER, fold_table, readings, regional_words, syllables
from tests.search.test_folding import ask

pytestmark = pytest.mark.slow

MAKERS = ("opencc", "ToJyutping", "pypinyin")


@pytest.fixture
def libraries():
    """Skips where a library is not installed that only makes the tables."""
    for name in MAKERS:
        pytest.importorskip(name)


def test_tables_are_what_the_libraries_give(libraries, capsys):
    call_command("build_search_tables", check=True)

    assert capsys.readouterr().out == "fold.txt, readings.txt. Changed: nothing.\n"


def test_table_that_differs_is_named_and_made_anew(libraries, tmp_path, capsys):
    shutil.copy(FOLDER / "readings.txt", tmp_path)
    (tmp_path / "fold.txt").write_text("卫 衞\n", encoding="utf-8")

    with pytest.raises(CommandError) as refused:
        call_command("build_search_tables", check=True, folder=tmp_path)
    assert str(refused.value) == "Not what the libraries give: fold.txt."

    (tmp_path / "readings.txt").unlink()
    call_command("build_search_tables", folder=tmp_path)
    for name in ("fold.txt", "readings.txt"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()
    assert capsys.readouterr().out == "fold.txt, readings.txt. Changed: fold.txt, readings.txt.\n"


@pytest.mark.parametrize(
    ("character", "jyutping", "pinyin"),
    [
        ("港", {"gong"}, {"gang", "hong"}),
        ("略", {"loek"}, {"lve"}),
        ("瓩", {"cin"}, {"qian", "wa"}),
    ],
)
def test_readings_are_without_tones(libraries, character, jyutping, pinyin):
    assert set(build_tables.in_jyutping(character)) == jyutping
    assert set(build_tables.in_pinyin(character)) == pinyin


def test_folding_reaches_what_is_folded_no_further():
    table = fold_table()

    assert [c for c, target in table.items() if set(target) & set(table)] == []


@pytest.mark.django_db
def test_every_syllable_that_a_character_has_can_be_asked_for():
    asked = syllables()

    for said in {each for every in readings().values() for each in every.split()}:
        assert said[1:] in asked[said[0]][said[1:]].split()
    assert (
        ask("search_readings", "行") == readings()["行"] == "Jhaang Jhang Jhong Pheng Phang Pxing"
    )


def test_regional_words_are_folded_and_lead_to_each_other():
    words = regional_words()

    assert words["机械人"] == "机器人"
    assert words["数码"] == "数位 数字"
    assert all(word in words[other].split() for word in words for other in words[word].split())
