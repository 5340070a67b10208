"""Translations of messages into Traditional Chinese."""

import gettext
import re

import pytest

from hkinno.registry.admin import label_texts

ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.*)"$', re.MULTILINE)


@pytest.fixture
def locale_folder(settings):
    return settings.BASE_DIR / "locale" / "zh_Hant" / "LC_MESSAGES"


@pytest.fixture
def translations(locale_folder):
    """The Chinese messages by the English ones."""
    text = (locale_folder / "django.po").read_text()
    return dict(tuple(part.replace('\\"', '"') for part in entry) for entry in ENTRY.findall(text))


def test_every_message_is_translated(translations, locale_folder):
    assert [english for english, chinese in translations.items() if not chinese] == []
    assert "fuzzy" not in (locale_folder / "django.po").read_text()


def test_compiled_messages_match_the_source(translations, locale_folder):
    with (locale_folder / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    assert {english: compiled.gettext(english) for english in translations} == translations


def test_translations_have_the_same_placeholders(translations):
    for english, chinese in translations.items():
        assert sorted(re.findall(r"%\(\w+\)s", english)) == sorted(
            re.findall(r"%\(\w+\)s", chinese)
        )


def test_labels_of_the_admin_are_translated(translations):
    texts = [text for name, group in vars(label_texts).items() if name.isupper() for text in group]

    assert len(texts) > 100
    assert [text for text in texts if text not in translations and len(text) < 60] == []
