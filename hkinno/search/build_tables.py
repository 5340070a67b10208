"""How the tables of `search/data/` are made from opencc, ToJyutping and pypinyin.

They are development dependencies, and loaded only when something is made.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from unicodedata import normalize

from hkinno.search.tables import FIRST_CHINESE, bare

SURROGATES = range(0xD800, 0xE000)
IDEOGRAPHS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x30000))
# Readings are kept of characters that somebody's computer could once type.
ENCODINGS = ("gb2312", "big5hkscs")
# Letters that are no accented form of another, and are written for one all the same.
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


def files() -> dict[str, str]:
    """`{name: content}` of the tables that are made."""
    table = dict(folded())
    by_target = defaultdict(str)
    for character, target in table.items():
        by_target[target] += character
    fold = [f"{target} {by_target[target]}\n" for target in sorted(by_target)]
    said = [f"{character}\t{jyutping}\t{pinyin}\n" for character, jyutping, pinyin in read(table)]
    return {
        "fold.txt": FOLD_REMARK + "".join(fold),
        "readings.txt": READINGS_REMARK + "".join(said),
    }


def folded() -> Iterator[tuple[str, str]]:
    """Each character that another stands for, with that other."""
    simplified = simplifier()
    for code in range(0x80, 0x110000):
        character = chr(code)
        if code in SURROGATES or bare(character) != character:
            continue  # done with before the table is asked
        target = simplified(character) if code >= FIRST_CHINESE else small(character)
        if target != character:
            yield character, target


def simplifier() -> Callable[[str], str]:
    """Hong Kong's forms first, as 衞 is none of the Traditional ones."""
    import opencc

    from_hong_kong, from_traditional = opencc.OpenCC("hk2s"), opencc.OpenCC("t2s")
    return lambda character: from_traditional.convert(from_hong_kong.convert(character))


def small(letter: str) -> str:
    """A letter as it is once capitals are small."""
    target = bare(letter.casefold())
    return PLAIN.get(target, target)


def read(fold: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Each folded character with its syllables, its own before those of what it stands for."""
    characters = [chr(code) for every in IDEOGRAPHS for code in every]
    stands_for = defaultdict(list)
    for character in characters:
        if is_typed(character):
            stands_for[fold.get(character, character)].append(character)
    for target in sorted(stands_for):
        written = [target, *stands_for[target]]
        jyutping, pinyin = (
            " ".join(dict.fromkeys(each for character in written for each in said(character)))
            for said in (in_jyutping, in_pinyin)
        )
        if jyutping and pinyin:
            yield target, jyutping, pinyin


def is_typed(character: str) -> bool:
    """Whether one of the encodings has it."""
    for encoding in ENCODINGS:
        try:
            character.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return False


def in_jyutping(character: str) -> list[str]:
    """Syllables in Cantonese, without tones; units written as one character have two: none."""
    import ToJyutping

    said = ToJyutping.get_jyutping_candidates(character)[0][1]
    return [each.rstrip("123456") for each in said if " " not in each]


def in_pinyin(character: str) -> list[str]:
    """Syllables in Mandarin, without tones, ü as v, and none without a vowel."""
    from pypinyin.constants import PINYIN_DICT

    said = re.sub("[üǖǘǚǜ]", "v", PINYIN_DICT.get(ord(character), ""))
    plain = "".join(letter for letter in normalize("NFD", said) if letter.isascii())
    return [each for each in plain.split(",") if re.search("[aeiouv]", each)]
