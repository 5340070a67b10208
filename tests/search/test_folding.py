"""Folding of character variants, which is the same in the database and in Python."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hkinno.search.tables import fold, fold_table
from tests.search.sql import call_function

pytestmark = pytest.mark.django_db

FIRST_CHINESE = "\u2e80"

CHINESE = st.characters(
    min_codepoint=0x2E80, max_codepoint=0x323AF, exclude_categories=["Cs", "Cn"]
)
LETTERS = st.characters(min_codepoint=1, max_codepoint=0x2E7F, exclude_categories=["Cs", "Cn"])
FORMS = st.sampled_from(
    sorted({*fold_table(), *"".join(fold_table().values()), *"Ａａ１（㈱①ﬁ\u0301"})
)
TEXTS = st.text(CHINESE | LETTERS | FORMS, max_size=12)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("香港科技大學", "香港科技大学"),
        ("衞生 衛生 卫生", "卫生 卫生 卫生"),
        ("裏裡里", "里里里"),
        ("ＨＫＵ　１２", "hku 12"),
        ("Université de Montréal", "universite de montreal"),
        ("Ω Ж ẞ Ø", "ω ж ss o"),
        ("ﬁ ①", "fi 1"),
        ("plain", "plain"),
        ("PLAIN", "plain"),
        ("soft\u00adhyphen\ufeff 浸\u200b會\ufe0f大\u2067學\U000e0101", "softhyphen 浸会大学"),
        ("", ""),
    ],
)
def test_fold_maps_variants_to_one_form(text, folded):
    assert call_function("search_fold", text) == folded == fold(text)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_fold_is_idempotent(text):
    folded = call_function("search_fold", text)

    assert call_function("search_fold", folded) == folded


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_fold_is_the_same_in_the_database_and_in_python(text):
    assert call_function("search_fold", text) == fold(text)


@settings(deadline=None, max_examples=300)
@given(st.text(CHINESE | FORMS, min_size=1, max_size=12), st.data())
def test_fold_works_character_by_character(text, data):
    """Holds for any text without combining marks."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    pieces = "".join(call_function("search_fold", letter) for letter in text[start:end])

    assert call_function(
        "search_fold", call_function("search_fold", text[start:end])
    ) == call_function("search_fold", pieces)


def test_characters_outside_the_basic_plane_can_be_searched():
    """Some characters fold to one in a CJK extension block."""
    chinese = {c for c in fold_table().values() if c >= FIRST_CHINESE}
    extension_characters = sorted(c for c in chinese if not "\u3400" <= c <= "\u9fff")

    assert len(extension_characters) > 800
    for first, second in pairwise(extension_characters):
        assert call_function("search_query", first + second) == f"'{first}{second}'"
