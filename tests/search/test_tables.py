"""The lookup tables of search match the libraries and the database."""

import json
import shutil

import pytest
from django.core.management import CommandError, call_command

from hkinno.search import build_tables
from hkinno.search.tables import FOLDER, fold_table, readings, regional_words, syllables
from tests.search.sql import call_function

pytestmark = pytest.mark.slow

LIBRARIES = ("opencc", "ToJyutping", "pypinyin")


@pytest.fixture
def libraries():
    """Skip where a library that only builds the tables is not installed."""
    for name in LIBRARIES:
        pytest.importorskip(name)


def test_tables_match_the_libraries(libraries, capsys):
    call_command("build_search_tables", check=True)

    assert capsys.readouterr().out == "fold.txt, readings.txt. Changed: nothing.\n"


def test_tables_of_variants_are_extracted_before_the_tables_are_built(libraries, tmp_path):
    (tmp_path / "Unihan_Variants.txt").write_text("U+6822\tkSemanticVariant\tU+67CF\n", "utf-8")
    (tmp_path / "EquivalentUnifiedIdeograph.txt").touch()
    (tmp_path / "translit_cjk_variants").touch()

    call_command("build_search_tables", folder=tmp_path, variants=tmp_path)

    assert "kSemanticVariant 柏栢\n" in (tmp_path / "variants.txt").read_text("utf-8")


def test_outdated_table_is_reported_and_rebuilt(libraries, tmp_path, capsys):
    shutil.copy(FOLDER / "readings.txt", tmp_path)
    (tmp_path / "fold.txt").write_text("卫 衞\n", encoding="utf-8")

    with pytest.raises(CommandError) as error:
        call_command("build_search_tables", check=True, folder=tmp_path)
    assert str(error.value) == "Not what the libraries give: fold.txt."

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
def test_readings_have_no_tones(libraries, character, jyutping, pinyin):
    assert set(build_tables.in_jyutping(character)) == jyutping
    assert set(build_tables.in_pinyin(character)) == pinyin


def test_targets_of_the_fold_table_are_not_folded_further():
    table = fold_table()

    assert [c for c, target in table.items() if set(target) & set(table)] == []


@pytest.mark.django_db
def test_every_syllable_of_a_character_can_be_searched():
    syllable_table = syllables()

    for reading in {reading for line in readings().values() for reading in line.split()}:
        spelling, syllable = reading[0], reading[1:]
        assert syllable in syllable_table[spelling][syllable].split()
    assert (
        json.loads(call_function("search_readings_table"))["行"]
        == readings()["行"]
        == "Jhaang Jhang Jhong Pheng Phang Pxing"
    )


def test_regional_words_are_folded_and_symmetric():
    words = regional_words()

    assert words["机械人"] == "机器人"
    assert words["数码"] == "数位 数字"
    assert all(word in words[other].split() for word in words for other in words[word].split())
