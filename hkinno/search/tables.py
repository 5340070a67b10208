"""The tables of `search/data/`: how they are read, and how they are made.

Made once, by `manage.py build_search_tables`, from libraries that only development needs.
"""

import json
from functools import cache
from pathlib import Path
from unicodedata import normalize

FOLDER = Path(__file__).resolve().parent / "data"
FIRST_MARK, LAST_MARK = 0x0300, 0x036F  # accents that stand apart from their letter
FIRST_CHINESE = 0x2E80
MAY_HAVE_ACCENTS = range(0x00C0, FIRST_CHINESE)


def lines(name: str) -> list[str]:
    """The lines of a table, without remarks."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def fold_table() -> dict[str, str]:
    """`{character: the one that stands for it}`, of those that another stands for."""
    pairs = [line.split() for line in lines("fold.txt")]
    return {character: target for target, characters in pairs for character in characters}


def fold(text: str) -> str:
    """What `public.search_fold` makes of a text: tests compare the two."""
    return "".join(fold_table().get(character, character) for character in bare(text))


def bare(text: str) -> str:
    """Without compatibility forms, capitals of A to Z, and accents: what needs no table.

    Other capitals stand in the table: PostgreSQL's `lower` knows them in some locales only.
    """
    plain = small_a_to_z(normalize("NFKC", text))
    if any(ord(character) in MAY_HAVE_ACCENTS for character in plain):
        parted = normalize("NFKD", plain)
        letters = "".join(c for c in parted if not FIRST_MARK <= ord(c) <= LAST_MARK)
        return small_a_to_z(normalize("NFKC", letters))
    return plain


def small_a_to_z(text: str) -> str:
    """The text with A to Z as a to z."""
    return "".join(c.lower() if c.isascii() else c for c in text)


@cache
def readings() -> dict[str, str]:
    """`{folded character: "Jhong Jhang Phang Pxing"}`, as `public.search_readings` gives them."""
    found = {}
    for line in lines("readings.txt"):
        character, jyutping, pinyin = line.split("\t")
        said = ["J" + each for each in jyutping.split()]
        found[character] = " ".join([*said, *("P" + each for each in reversed(pinyin.split()))])
    return found


def regional_words() -> dict[str, str]:
    """`{word: its counterparts elsewhere}`, folded, from the groups of equals."""
    others: dict[str, list[str]] = {}
    for line in lines("regional_words.txt"):
        group = list(dict.fromkeys(fold(word) for word in line.split()))
        for word in group:
            others.setdefault(word, []).extend(each for each in group if each != word)
    return {word: " ".join(dict.fromkeys(found)) for word, found in others.items()}


def syllables() -> dict[str, dict[str, str]]:
    """`{"J" or "P": {spelling: the syllables that it may mean}}`."""
    spellings: dict[str, dict[str, list[str]]] = {"J": {}, "P": {}}
    for said in {each for every in readings().values() for each in every.split()}:
        system, syllable = said[0], said[1:]
        for spelling in (yale if system == "J" else without_umlaut)(syllable) | {syllable}:
            spellings[system].setdefault(spelling, []).append(syllable)
    return {
        system: {spelling: " ".join(sorted(found)) for spelling, found in sorted(all_.items())}
        for system, all_ in spellings.items()
    }


def yale(syllable: str) -> set[str]:
    """A syllable of jyutping as Yale spells it, without tones: `hoeng` is heung."""
    spelt = syllable
    for jyutping, in_yale in (("oe", "eu"), ("eo", "eu"), ("jyu", "yu"), ("j", "y")):
        spelt = spelt.replace(jyutping, in_yale)
    initial, in_yale = {"z": ("z", "j"), "c": ("c", "ch")}.get(spelt[0], ("", ""))
    spelt = in_yale + spelt.removeprefix(initial)
    return {spelt.removesuffix("a") if spelt.endswith("aa") else spelt}


def without_umlaut(syllable: str) -> set[str]:
    """A syllable of pinyin as typed where there is no ü: `lv` is lu and lyu, too."""
    return {syllable.replace("v", other) for other in ("u", "yu")}


def as_json(table: dict) -> str:
    """A table as a constant of a function."""
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"))
