"""Translations of messages into Traditional Chinese."""

import gettext
import re

import pytest
from django.core.management import call_command
from django.core.management.commands import makemessages
from django.utils.translation import override

from hkinno.registry.admin.labels import IMPORT_EXPORT, model_texts

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
    with override("en"):
        texts = {text for text in (*model_texts(), *IMPORT_EXPORT) if text}

    assert {"facilities", "Chinese name", "Our own remark, in English."} < texts
    assert sorted(text for text in texts - translations.keys() if len(text) < 80) == []


def test_makemessages_collects_the_labels_of_the_admin(settings, monkeypatch, tmp_path):
    settings.BASE_DIR = tmp_path
    collected = []

    def read_files(*args, **options):
        collected.extend(path.read_text() for path in tmp_path.iterdir())

    monkeypatch.setattr(makemessages.Command, "handle", read_files)

    call_command("makemessages", locale=["zh_Hant"])

    assert "gettext('facilities')\n" in collected[0]
    assert list(tmp_path.iterdir()) == []
