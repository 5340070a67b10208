"""How Hong Kong spells Cantonese in names of places and people: Tai Hok, Tsim Sha Tsui, Cheung.

It has no tones, does not tell aspirated consonants or long vowels from others, and was never
standardized. The rules are the spellings that occur in names of places and people, as Kataoka and
Lee (A System without a System, 2008) describe them, with those of Jyutping and Yale: people mix
them (`dai hok`).
"""

import re
from collections.abc import Iterable

SYLLABLE = re.compile("(gw|kw|ng|[bpmfdtnlgkhwzcsj]?)([aeiouy].*)")
# Of what Jyutping writes on the left.
INITIALS = {
    "b": "b p",
    "c": "c ch ts",
    "d": "d t",
    "g": "g k",
    "gw": "gw kw",
    "j": "j y",
    "s": "s sh",
    "z": "z j ch ts",
}
FINALS = {
    "aa": "aa a ah",
    "aai": "aai ai",
    "aak": "aak ak",
    "aam": "aam am",
    "aan": "aan an",
    "aang": "aang ang",
    "aap": "aap ap",
    "aat": "aat at",
    "aau": "aau au",
    "am": "am um om",
    "an": "an un",
    "ap": "ap up",
    "at": "at ut",
    "au": "au ow",
    "e": "e eh",
    "ei": "ei ee i ay",
    "eoi": "eoi eui ui",
    "eon": "eon eun un",
    "eot": "eot eut ut",
    "i": "i ee",
    "oe": "oe eu",
    "oek": "oek euk eok",
    "oeng": "oeng eung eong",
    "ou": "ou o ow",
    "u": "u oo",
    "uk": "uk ook",
    "un": "un oon",
    "yu": "yu u ue",
    "yun": "yun uen un",
    "yut": "yut uet ut",
}
SPECIAL = {"z": "tsz tsze", "c": "tsz tsze", "s": "sz sze"}  # with the final i: Tsz, Sze


def hong_kong_spellings(syllable: str) -> set[str]:
    """The spellings of a Jyutping syllable without a tone: `daai` is daai, dai, taai and tai."""
    match = SYLLABLE.fullmatch(syllable)
    if not match:  # m, ng
        return {syllable}
    initial, final = match.groups()
    spellings = {
        (before + after).replace("yy", "y")
        for before in INITIALS.get(initial, initial).split(" ")
        for after in FINALS.get(final, final).split()
    }
    return spellings | set(SPECIAL.get(initial, "").split() if final == "i" else ())


def hong_kong_table(syllables: Iterable[str]) -> dict[str, str]:
    """`{"tai": "(Jdaai|Jdai|Jtaai|Jtai)"}`: each spelling as a tsquery of Jyutping syllables."""
    meanings: dict[str, list[str]] = {}
    for syllable in sorted(syllables):
        for spelling in hong_kong_spellings(syllable):
            meanings.setdefault(spelling, []).append(f"J{syllable}")
    return {spelling: f"({'|'.join(lexemes)})" for spelling, lexemes in sorted(meanings.items())}
