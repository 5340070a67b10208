"""One form for all forms of a character, in the database and in Python alike."""

from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from hkinno.search.tables import fold, fold_table

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


def ask(function, *arguments):
    """What a function of the database answers."""
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(arguments))
        cursor.execute(f"select public.{function}({marks})", arguments)
        return cursor.fetchone()[0]


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
        ("", ""),
    ],
)
def test_fold_has_one_form_for_each_way_to_write(text, folded):
    assert ask("search_fold", text) == folded == fold(text)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_fold_of_what_is_folded_is_the_same(text):
    folded = ask("search_fold", text)

    assert ask("search_fold", folded) == folded


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_fold_in_the_database_is_the_one_in_python(text):
    assert ask("search_fold", text) == fold(text)


@settings(deadline=None, max_examples=300)
@given(st.text(CHINESE | FORMS, min_size=1, max_size=12), st.data())
def test_part_of_a_text_folds_as_it_does_within_the_text(text, data):
    """Character by character: what is true of any text without marks that join to letters."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    pieces = "".join(ask("search_fold", letter) for letter in text[start:end])

    assert ask("search_fold", ask("search_fold", text[start:end])) == ask("search_fold", pieces)


def test_fold_reaches_beyond_the_basic_plane_and_back():
    """Targets in the extensions are searched like others."""
    chinese = {c for c in fold_table().values() if c >= FIRST_CHINESE}
    far = sorted(c for c in chinese if not "\u3400" <= c <= "\u9fff")

    assert len(far) > 800
    for one, other in pairwise(far):
        assert ask("search_query", one + other) == f"'{one}{other}'"
