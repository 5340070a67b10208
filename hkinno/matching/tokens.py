"""Split texts into tokens: single Chinese characters, words and numbers."""

import re
import unicodedata
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from hkinno.search.lookup_tables_sql import HAN, LETTERS
from hkinno.search.tables import fold

LETTER = f"[{LETTERS.removeprefix('0-9')}]"
TOKEN = re.compile(
    rf"[{HAN}]|{LETTER}&{LETTER}(?!{LETTER})|{LETTER}(?:\.{LETTER}(?!{LETTER}))+"
    rf"|{LETTER}+(?:['’]{LETTER}+)*\+?|[0-9]+\+?"
)
MIN_PLURAL_LENGTH = 5  # letters
IS_HAN = re.compile(f"[{HAN}]")
# Footnote markers, and the number in front of a list entry.
NOTE_MARKERS = re.compile(r"\[[0-9]{1,3}\]|\([0-9]{1,2}\)|^\s*[0-9]{1,3}[.)、]\s+")
# Punctuation that usually separates two names instead of standing within one.
SEPARATORS = re.compile(r"[,;:|/\\<>、。；=\n\t]|\s[-–—]\s|[–—]{2}")
BRACKETS = re.compile(r"[()\[\]{}]")

TermSequence = tuple[str, ...]


class Gap(IntEnum):
    """What separates a token from the one before it, from the weakest to the strongest."""

    NONE = 0
    SPACE = 1  # a space, a hyphen or other minor punctuation
    BRACKET = 2
    SEPARATOR = 3


class Token(NamedTuple):
    """A Chinese character, a word or a number, with its position in the text."""

    term: str  # normalized, as it is compared
    start: int  # span in characters of the text
    end: int
    gap: Gap

    @property
    def is_han(self) -> bool:
        return is_han(self.term)


@lru_cache(maxsize=2048)
def is_han(term: str) -> bool:
    """Whether a term is a Chinese (or Japanese or Korean) character."""
    return bool(IS_HAN.match(term))


@lru_cache(maxsize=2048)
def fold_character(character: str) -> str:
    """The folded character; a space for ² and ①, which mark footnotes."""
    return " " if unicodedata.category(character) == "No" else fold(character)


def terms_of(tokens: Iterable[Token]) -> TermSequence:
    """The terms of some tokens, in their order."""
    return tuple(token.term for token in tokens)


@lru_cache(maxsize=256)
def tokenize(text: str) -> list[Token]:
    """The tokens of a text, with spans that refer to the text before folding.

    The list is shared by all callers, which do not change it.
    """
    characters = list(map(fold_character, text))
    folded = blank_notes("".join(characters))
    origins = [n for n, character in enumerate(characters) for _ in character]
    tokens: list[Token] = []
    previous_end = 0
    for match in TOKEN.finditer(folded):
        start, end = match.span()
        term = normalize_word(match[0])
        gap = classify_gap(folded[previous_end:start])
        tokens.append(Token(term, origins[start], origins[end - 1] + 1, gap))
        previous_end = end
    return tokens


@lru_cache(maxsize=256)
def literal_terms(text: str) -> TermSequence:
    """`terms_of(tokenize(text))`, in a third of the time."""
    folded = text.lower() if text.isascii() else "".join(map(fold_character, text))
    return tuple(map(normalize_word, TOKEN.findall(blank_notes(folded))))


def blank_notes(folded: str) -> str:
    """A folded text with spaces in place of footnote markers and the like."""
    if any(marker in folded for marker in "[)、."):  # most texts have none: a cheap test first
        return NOTE_MARKERS.sub(lambda marker: " " * len(marker[0]), folded)
    return folded


@lru_cache(maxsize=2048)
def normalize_word(word: str) -> str:
    """A word without points, apostrophes, and the “s” of a plural or possessive."""
    if len(word) == 1:
        return word
    word = word.replace("’", "'").removesuffix("'s").replace("'", "").replace(".", "")
    is_plural = len(word) >= MIN_PLURAL_LENGTH and word[-1] == "s" and word[-2] not in "sui"
    return word[:-1] if is_plural else word


@lru_cache(maxsize=256)
def classify_gap(between: str) -> Gap:
    """The strongest separation in the text between two tokens."""
    if SEPARATORS.search(between):
        return Gap.SEPARATOR
    if BRACKETS.search(between):
        return Gap.BRACKET
    return Gap.SPACE if between else Gap.NONE
