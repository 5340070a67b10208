"""Builds the tables in `search/data/` from opencc, ToJyutping and pypinyin.

These are development dependencies, imported only when tables are built.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from unicodedata import normalize

from hkinno.search.build_variants import group_variants
from hkinno.search.tables import FIRST_CHINESE, normalize_text

SURROGATES = range(0xD800, 0xE000)
# All characters that a table could hold: the planes above have only private ones, tags and none.
CHARACTERS = range(0x80, 0x40000)
IDEOGRAPHS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x30000))
REGIONS = ("hk2t", "tw2t", "jp2t")
# Only characters in one of these encodings have readings in the table.
ENCODINGS = ("gb2312", "big5hkscs")
# Letters that Unicode does not decompose, with the letters usually written instead.
PLAIN = {
    "ø": "o",
    "đ": "d",
    "ł": "l",
    "ħ": "h",
    "ı": "i",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
}

FOLD_REMARK = """\
# What stands for which characters: Simplified for Traditional and Hong Kong forms, small letters
# for capitals. Made by `manage.py build_search_tables`; what comes from where is in README.md.
"""
READINGS_REMARK = """\
# A folded character, its syllables in jyutping and in pinyin, the commonest first, without tones.
# Made by `manage.py build_search_tables`; what comes from where is in README.md.
"""


@cache
def files() -> dict[str, str]:
    """`{file name: content}` of the generated tables, which take seconds to build."""
    table = dict(folded())
    by_target: defaultdict[str, str] = defaultdict(str)
    for character, target in table.items():
        by_target[target] += character
    fold = [f"{target} {by_target[target]}\n" for target in sorted(by_target)]
    readings = ["\t".join(row) + "\n" for row in read_characters(table)]
    return {
        "fold.txt": FOLD_REMARK + "".join(fold),
        "readings.txt": READINGS_REMARK + "".join(readings),
    }


def folded() -> Iterator[tuple[str, str]]:
    """Each character that changes when folded, with its folded form."""
    variants = group_variants(simplify, regional_forms())
    for code in CHARACTERS:
        character = chr(code)
        if code in SURROGATES or normalize_text(character) != character:
            continue  # changes before the table is used
        simple = simplify(character) if code >= FIRST_CHINESE else small(character)
        target = variants.get(simple, simple)
        if target != character:
            yield character, target


@cache
def converter(name: str) -> Callable[[str], str]:
    """A conversion of OpenCC."""
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC(name).convert
    return convert


def simplify(character: str) -> str:
    """A character in Simplified form; Hong Kong forms first, as OpenCC's t2s lacks 衞."""
    return converter("t2s")(converter("hk2s")(normalize_text(character)))


def regional_forms() -> Iterator[tuple[str, str]]:
    """Characters as written in Hong Kong, Taiwan and Japan, with their Traditional forms."""
    for code in (code for block in IDEOGRAPHS for code in block):
        for name in REGIONS:
            if (form := converter(name)(chr(code))) != chr(code):
                yield chr(code), form


def small(letter: str) -> str:
    """A letter in lower case without accents."""
    target = normalize_text(letter.casefold())
    return PLAIN.get(target, target)


def read_characters(fold: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Folded characters with syllables in jyutping and in pinyin, the character's own first."""
    characters = [chr(code) for block in IDEOGRAPHS for code in block]
    stands_for = defaultdict(list)
    for character in characters:
        if is_typed(character):
            stands_for[fold.get(character, character)].append(character)
    for target in sorted(stands_for):
        written = [target, *stands_for[target]]
        jyutping, pinyin = (
            " ".join(
                dict.fromkeys(syllable for character in written for syllable in read(character))
            )
            for read in (in_jyutping, in_pinyin)
        )
        if jyutping and pinyin:
            yield target, jyutping, pinyin


def is_typed(character: str) -> bool:
    """Whether one of ENCODINGS has the character."""
    for encoding in ENCODINGS:
        try:
            character.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return False


def in_jyutping(character: str) -> list[str]:
    """Cantonese syllables without tones; none for characters read as two (瓩)."""
    import ToJyutping  # type: ignore[import-untyped] # it has no stubs

    candidates = ToJyutping.get_jyutping_candidates(character)[0][1]
    return [syllable.rstrip("123456") for syllable in candidates if " " not in syllable]


def in_pinyin(character: str) -> list[str]:
    """Mandarin syllables without tones, with v for ü; syllables without a vowel are left out."""
    from pypinyin.constants import PINYIN_DICT

    readings = re.sub("[üǖǘǚǜ]", "v", PINYIN_DICT.get(ord(character), ""))
    plain = "".join(letter for letter in normalize("NFD", readings) if letter.isascii())
    return [syllable for syllable in plain.split(",") if re.search("[aeiouv]", syllable)]
