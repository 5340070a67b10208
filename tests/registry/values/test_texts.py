"""Clean texts, in Python and in the database."""

import sys

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from hkinno.registry.values.texts import clean_json, clean_text

TEXTS = st.text(
    st.one_of(
        st.sampled_from(" \u3000\n\t\u00a0\u200b\u0301e\uf900香a"),
        st.characters(codec="utf-8", exclude_characters="\0"),
    )
)


def is_clean(function, text):
    with connection.cursor() as cursor:
        cursor.execute(f"select public.registry_is_clean_{function}(%s)", [text])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (" 港大\n", "港大"),
        ("e\u0301", "é"),
        ("香港\u00a0大學", "香港 大學"),
        ("a  \u3000b", "a b"),
        ("a\u3000\u3000b", "a\u3000b"),
        ("a\tb", "a b"),
    ],
)
def test_line_is_cleaned_without_loss(raw, text):
    assert clean_text(raw) == text


def test_lines_of_a_longer_text_are_cleaned_one_by_one():
    raw = "\n One. \r\nTwo.\n\n\n\nThree.\n"

    assert clean_text(raw, is_multiline=True) == "One.\nTwo.\n\nThree."


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("香港\u200b大學", "U+200B (ZERO WIDTH SPACE) at position 3 of “香港␣大學”."),
        ("\ufeffHKU", "U+FEFF (ZERO WIDTH NO-BREAK SPACE) at position 1 of “␣HKU”."),
        ("co\u00adop", "U+00AD (SOFT HYPHEN) at position 3 of “co␣op”."),
        ("a\u202eb", "U+202E (RIGHT-TO-LEFT OVERRIDE) at position 2 of “a␣b”."),
        ("a\u200db", "U+200D (ZERO WIDTH JOINER) at position 2 of “a␣b”."),
        ("a\0", "U+0000 (a control character) at position 2 of “a␣”."),
        ("a\nb", "U+000A (a control character) at position 2 of “a␣b”."),
    ],
)
def test_invisible_character_is_named_with_its_position(raw, problem):
    with pytest.raises(ValueError, match="Remove") as error:
        clean_text(raw)

    assert str(error.value) == f"Remove the invisible character {problem}"


def test_texts_and_keys_of_json_are_cleaned():
    assert clean_json([{" a ": " b  c "}, 1, None, True]) == [{"a": "b c"}, 1, None, True]


@pytest.mark.django_db
def test_python_and_the_database_allow_the_same_characters():
    def is_unchanged(character):
        try:
            return clean_text(f"a{character}b") == f"a{character}b"
        except ValueError:
            return False

    characters = [chr(n) for n in range(1, sys.maxunicode + 1) if not 0xD800 <= n <= 0xDFFF]
    with connection.cursor() as cursor:
        cursor.execute(
            "select c from unnest(%s::text[]) c where registry_is_clean_line('a' || c || 'b')",
            [characters],
        )
        allowed = {character for (character,) in cursor.fetchall()}

    assert allowed ^ set(filter(is_unchanged, characters)) == set()


@pytest.mark.django_db
@given(TEXTS)
def test_cleaned_text_is_accepted_by_the_database_and_stays_the_same(raw):
    for function, is_multiline in (("line", False), ("text", True)):
        try:
            text = clean_text(raw, is_multiline=is_multiline)
        except ValueError:
            continue
        assert is_clean(function, text)
        assert clean_text(text, is_multiline=is_multiline) == text
