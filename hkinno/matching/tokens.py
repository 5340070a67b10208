"""A text as units that can be compared: characters of Chinese, words and numbers of the rest."""

import re
import unicodedata
from functools import lru_cache
from sys import intern
from typing import NamedTuple

from hkinno.search.functions import HAN, LETTERS
from hkinno.search.tables import fold

LETTER = f"(?:(?![0-9])[{LETTERS}])"
UNIT = re.compile(
    rf"[{HAN}]|{LETTER}&{LETTER}(?!{LETTER})|{LETTER}(?:\.{LETTER}(?!{LETTER}))+"
    rf"|{LETTER}+(?:['’]{LETTER}+)*\+?|[0-9]+\+?"
)
SHORTEST_PLURAL = 4  # letters
IS_HAN = re.compile(f"[{HAN}]")
# Footnotes, and numbers in front of an entry of a list.
NOTES = re.compile(r"\[[0-9]{1,3}\]|\([0-9]{1,2}\)|^\s*[0-9]{1,3}[.)、]\s+")
# What parts two names, and does not only stand within one.
PARTS = re.compile(r"[,;:|/\\<>、。；=\n\t]|\s[-–—]\s|[–—]{2}")
BRACKETS = re.compile(r"[()\[\]{}]")
GLUED, LOOSE, BRACKET, APART = 0, 1, 2, 3


class Unit(NamedTuple):
    """A character of Chinese, a word or a number: as it is compared, and where it stands."""

    form: str
    start: int
    end: int
    gap: int  # what is before it: nothing, a blank or hyphen, a bracket, what parts two names

    @property
    def is_han(self) -> bool:
        return is_han(self.form)


@lru_cache(maxsize=65_536)
def is_han(form: str) -> bool:
    return bool(IS_HAN.match(form))


@lru_cache(maxsize=65_536)
def folded(character: str) -> str:
    """What stands for a character; numbers that are marks of footnotes stand for nothing."""
    return " " if unicodedata.category(character) == "No" else fold(character)


def cut(text: str) -> list[Unit]:
    """The units of a text, each with the span of the text that it comes from."""
    letters = [folded(character) for character in text]
    whole = "".join(letters)
    origin = [n for n, letter in enumerate(letters) for _ in letter]
    if "[" in whole or ")" in whole or "." in whole or "、" in whole:
        whole = NOTES.sub(lambda note: " " * len(note[0]), whole)
    units, reached = [], 0
    for found in UNIT.finditer(whole):
        first, last = found.span()
        form = intern(plain(found[0]) if last - first > 1 else found[0])
        before = gap(whole[reached:first]) if first > reached else GLUED
        units.append(Unit(form, origin[first], origin[last - 1] + 1, before))
        reached = last
    return units


def plain(word: str) -> str:
    """A word without points, apostrophes, and the s of a plural or a possessive."""
    word = word.replace("’", "'").removesuffix("'s").replace("'", "").replace(".", "")
    is_plural = len(word) > SHORTEST_PLURAL and word[-1] == "s" and word[-2] not in "sui"
    return word[:-1] if is_plural else word


def gap(between: str) -> int:
    """How far apart two units are, by what stands between them."""
    if between in (" ", "-"):
        return LOOSE
    if PARTS.search(between):
        return APART
    return BRACKET if BRACKETS.search(between) else LOOSE
