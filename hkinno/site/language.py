"""The language of a page, which its texts ask for hundreds of times."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from django.utils import translation

LANGUAGE_TAGS = {"en": "en", "zh-hant": "zh-Hant"}
kept_tag: ContextVar[str] = ContextVar("kept_tag", default="")


@contextmanager
def keep_language_tag() -> Iterator[None]:
    """Look up the language once for all that is made meanwhile: a page asks for it 700 times."""
    token = kept_tag.set(language_tag())
    try:
        yield
    finally:
        kept_tag.reset(token)


def language_tag() -> str:
    """The BCP 47 tag of the language of the page, which is also its key in language maps."""
    return kept_tag.get() or LANGUAGE_TAGS.get(translation.get_language() or "", "en")


def gettext(message: str) -> str:
    """The translation of a text of the code into the language of the page."""
    return translate(message, language_tag())


@cache  # Django finds the language and the catalogue again for each text
def translate(message: str, language: str) -> str:
    """The translation into the active language, which has this tag."""
    return translation.gettext(message)
