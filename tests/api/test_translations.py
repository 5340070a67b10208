"""What the service says, it says in Traditional Chinese too."""

import gettext
import re

import pytest

ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.*)"$', re.MULTILINE)


@pytest.fixture
def folder_of_texts(settings):
    return settings.BASE_DIR / "locale" / "zh_Hant" / "LC_MESSAGES"


@pytest.fixture
def texts(folder_of_texts):
    """What is written, by what is said in English."""
    return dict(ENTRY.findall((folder_of_texts / "django.po").read_text()))


def test_no_text_is_left_in_english(texts, folder_of_texts):
    assert [english for english, chinese in texts.items() if not chinese] == []
    assert "fuzzy" not in (folder_of_texts / "django.po").read_text()


def test_the_compiled_texts_are_those_that_are_written(texts, folder_of_texts):
    with (folder_of_texts / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    assert {english: compiled.gettext(english) for english in texts} == texts


def test_every_placeholder_is_kept(texts):
    for english, chinese in texts.items():
        assert sorted(re.findall(r"%\(\w+\)s", english)) == sorted(
            re.findall(r"%\(\w+\)s", chinese)
        )
