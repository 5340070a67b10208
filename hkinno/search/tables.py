"""Reads the lookup tables in `search/data/`, and folds text as the database does."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from unicodedata import normalize

from hkinno.search.romanization import hong_kong_table

FOLDER = Path(__file__).resolve().parent / "data"
FIRST_MARK, LAST_MARK = 0x0300, 0x036F  # accents that stand apart from their letter
FIRST_CHINESE = 0x2E80
# Default_Ignorable_Code_Point in DerivedCoreProperties.txt of Unicode: what cannot be seen.
IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
MAY_HAVE_ACCENTS = range(0x00C0, FIRST_CHINESE)


def lines(name: str) -> list[str]:
    """The lines of a table, without comments."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def fold_table() -> dict[str, str]:
    """`{character: its folded form}` of the characters that change."""
    pairs = [line.split() for line in lines("fold.txt")]
    return {character: target for target, characters in pairs for character in characters}


def fold(text: str) -> str:
    """The folded form of a text, as `public.search_fold` returns it; tests compare the two."""
    return "".join(fold_table().get(character, character) for character in normalize_text(text))


def normalize_text(text: str) -> str:
    """Fold compatibility forms, the capitals A to Z, and accents, and remove invisible characters.

    Other capitals are in the table, as PostgreSQL lowers them in some locales only.
    """
    plain = lower_ascii(normalize("NFKC", remove_ignorable(text)))
    if any(ord(character) in MAY_HAVE_ACCENTS for character in plain):
        decomposed = normalize("NFKD", plain)
        letters = "".join(c for c in decomposed if not FIRST_MARK <= ord(c) <= LAST_MARK)
        return lower_ascii(normalize("NFKC", letters))
    return plain


def remove_ignorable(text: str) -> str:
    """A text without characters that cannot be seen: soft hyphens, byte order marks, and so on."""
    return IGNORABLE.sub("", text)


def lower_ascii(text: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in text)


@cache
def readings() -> dict[str, str]:
    """`{folded character: "Jhong Jhang Phang Pxing"}`, as `search_readings_table()` gives them."""
    table = {}
    for line in lines("readings.txt"):
        character, jyutping, pinyin = line.split("\t")
        syllables = [f"J{syllable}" for syllable in jyutping.split()]
        syllables += [f"P{syllable}" for syllable in reversed(pinyin.split())]
        table[character] = " ".join(syllables)
    return table


def regional_words() -> dict[str, str]:
    """`{word: its counterparts in other regions}`, folded."""
    return read_groups("regional_words.txt")


def spellings() -> dict[str, str]:
    """`{English word: its other spellings}`, except those that differ in -ise and -ize."""
    return read_groups("spellings.txt")


def read_groups(name: str) -> dict[str, str]:
    """`{word: the other words of its groups}` of a table with a group on each line, folded."""
    counterparts: dict[str, list[str]] = {}
    for line in lines(name):
        group = list(dict.fromkeys(fold(word) for word in line.split()))
        for word in group:
            counterparts.setdefault(word, []).extend(other for other in group if other != word)
    return {word: " ".join(dict.fromkeys(others)) for word, others in counterparts.items()}


def syllables() -> dict[str, dict[str, str]]:
    """`{"J" (jyutping) or "P" (pinyin): {spelling: the syllables that it can mean}}`.

    "H" has the spellings of Hong Kong, each as a tsquery.
    """
    spellings: dict[str, dict[str, list[str]]] = {"J": {}, "P": {}}
    for reading in {item for line in readings().values() for item in line.split()}:
        system, syllable = reading[0], reading[1:]
        for spelling in (yale_spellings if system == "J" else without_umlaut)(syllable) | {
            syllable
        }:
            spellings[system].setdefault(spelling, []).append(syllable)
    in_jyutping = {syllable for meanings in spellings["J"].values() for syllable in meanings}
    tables = {
        system: {
            spelling: " ".join(sorted(meanings)) for spelling, meanings in sorted(table.items())
        }
        for system, table in spellings.items()
    }
    return tables | {"H": hong_kong_table(in_jyutping)}


def yale_spellings(syllable: str) -> set[str]:
    """A jyutping syllable in Yale romanization, without tones: `hoeng` is heung."""
    spelt = syllable
    for jyutping, in_yale in (("oe", "eu"), ("eo", "eu"), ("jyu", "yu"), ("j", "y")):
        spelt = spelt.replace(jyutping, in_yale)
    initial, in_yale = {"z": ("z", "j"), "c": ("c", "ch")}.get(spelt[0], ("", ""))
    spelt = in_yale + spelt.removeprefix(initial)
    return {spelt.removesuffix("a") if spelt.endswith("aa") else spelt}


def without_umlaut(syllable: str) -> set[str]:
    """A pinyin syllable as typed without ü: `lv` is also lu and lyu."""
    return {syllable.replace("v", other) for other in ("u", "yu")}


def as_json(table: Mapping[str, object]) -> str:
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"))
