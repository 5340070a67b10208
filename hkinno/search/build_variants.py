"""Groups variants of Chinese characters, by the tables of Unicode and by our own decisions."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from hkinno.search.tables import lines

UNIHAN, RADICALS = "Unihan_Variants.txt", "EquivalentUnifiedIdeograph.txt"
GLIBC = "translit_cjk_variants"
EXTRACT = "variants.txt"
SIMPLIFICATION = ("kTraditionalVariant", "kSimplifiedVariant")
# In the order in which they are believed, where a character is a variant of several.
PROPERTIES = (
    "Equivalent_Unified_Ideograph",
    "kZVariant",
    *SIMPLIFICATION,
    "kSemanticVariant",
    "UniVariants",
)
OF_BASIC_PLANE = (*SIMPLIFICATION, PROPERTIES[-1])
FIRST_UNIFIED = "\u3400"
LAST_OF_BASIC_PLANE = "\uffff"
PAIRS_PER_LINE = 24
RARE = 3  # see rarity()
EXTRACT_REMARK = """\
# Tables of variants: a property or table, then pairs of characters that OpenCC does not make equal.
# Extracted by `manage.py build_search_tables --variants`; sources and licences are in README.md.
"""


# `{character: [(rank of the table, minus the number of tables, rarity, variant)]}`
Links = defaultdict[str, list[tuple[int, int, int, str]]]


class Variant(NamedTuple):
    """Two characters of which a property says that one is a variant of the other."""

    property: str
    character: str
    other: str


def extract(folder: Path, fold: Callable[[str], str]) -> str:
    """The pairs in the tables in a folder that `fold` does not make equal, in a compact form.

    Simplified forms outside the Basic Multilingual Plane are left out, except where Unicode calls
    them semantic variants.
    """
    pairs: dict[str, set[str]] = {name: set() for name in PROPERTIES}
    for property, character, other in (*read_unicode(folder), *read_glibc(folder)):
        folded = fold(character), fold(other)
        is_rare = max(character, other, *folded) > LAST_OF_BASIC_PLANE
        if property not in pairs or (is_rare and property in OF_BASIC_PLANE):
            continue
        if folded[0] != folded[1]:
            pairs[property].add(min(character, other) + max(character, other))
    rows = []
    for name in PROPERTIES:
        ordered = sorted(pairs[name])
        for start in range(0, len(ordered), PAIRS_PER_LINE):
            rows.append(f"{name} {' '.join(ordered[start : start + PAIRS_PER_LINE])}\n")
    return EXTRACT_REMARK + "".join(rows)


def read_unicode(folder: Path) -> Iterator[Variant]:
    """The variants in two files of the Unicode Character Database."""
    for line in (folder / UNIHAN).read_text(encoding="utf-8").splitlines():
        if line.startswith("U+"):
            code, property, values = line.split("\t")
            for value in re.findall(r"U\+(\w+)", values):
                yield Variant(property, chr(int(code[2:], 16)), chr(int(value, 16)))
    pattern = re.compile(r"^(\w+)(?:\.\.(\w+))?\s*;\s*(\w+)", re.MULTILINE)
    for first, last, target in pattern.findall((folder / RADICALS).read_text(encoding="utf-8")):
        for radical in range(int(first, 16), int(last or first, 16) + 1):
            yield Variant(PROPERTIES[0], chr(radical), chr(int(target, 16)))


def read_glibc(folder: Path) -> Iterator[Variant]:
    """The variants in a locale file of the GNU C Library: `<U9751> <U9752>;<U5BC8>`."""
    for line in (folder / GLIBC).read_text(encoding="utf-8").splitlines():
        if line.startswith("<U"):
            character, *others = (chr(int(code, 16)) for code in re.findall(r"<U(\w+)>", line))
            yield from (Variant(PROPERTIES[-1], character, other) for other in others)


def extracted() -> Iterator[Variant]:
    """The variants in the committed extract."""
    for line in lines(EXTRACT):
        property, *pairs = line.split()
        yield from (Variant(property, pair[0], pair[1]) for pair in pairs)


def decisions(kind: str) -> Iterator[str]:
    """The pairs that are decided by hand, `same` or `distinct`."""
    for line in lines("variant_decisions.txt"):
        decision, *pairs = line.split()
        yield from (pair for pair in pairs if decision == kind)


def group_variants(
    fold: Callable[[str], str], regional_forms: Iterable[tuple[str, str]]
) -> dict[str, str]:
    """`{folded character: the folded character that stands for it}`.

    A standard character stands for itself, unless we decided otherwise. Any other one is
    represented by the nearest standard character along the tables: the more reliable table wins,
    then the pair that more tables have, then the more usual character. `regional_forms` are
    believed least.
    """
    links = link_variants(fold, regional_forms)
    targets = {character: character for character in links if rarity(character) < RARE}
    for first, second in map(tuple, decisions("same")):
        targets[fold(second)] = fold(first)
    for character in map(fold, "".join(decisions("distinct"))):
        targets.setdefault(character, character)
    spread(targets, links)
    # Unified ideographs before the characters that stand for radicals and strokes.
    for character in sorted(links, key=lambda item: (item < FIRST_UNIFIED, item)):
        if character not in targets:  # none of its variants is a standard character
            targets[character] = character
            spread(targets, links)
    return {character: resolve(targets, character) for character in targets}


def link_variants(fold: Callable[[str], str], regional_forms: Iterable[tuple[str, str]]) -> Links:
    """The variants of each character, with their order of preference."""
    ranks: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    ranked = [(PROPERTIES.index(item.property), item.character, item.other) for item in extracted()]
    for rank, a, b in (*ranked, *((len(PROPERTIES), *pair) for pair in regional_forms)):
        if fold(a) != fold(b):
            ranks[fold(a), fold(b)].append(rank)
            ranks[fold(b), fold(a)].append(rank)
    links: Links = defaultdict(list)
    for (character, other), tables in ranks.items():
        links[character].append((min(tables), -len(tables), rarity(other), other))
    return links


def spread(targets: dict[str, str], links: Links) -> None:
    """Give each character that is linked to one with a target the same target, nearest first."""
    while True:
        nearest = {
            character: min(candidates)[-1]
            for character in links.keys() - targets.keys()
            if (candidates := [link for link in links[character] if link[-1] in targets])
        }
        if not nearest:
            return
        targets.update({character: targets[other] for character, other in nearest.items()})


def resolve(targets: dict[str, str], character: str) -> str:
    """The last of the characters that stand for each other."""
    while targets.get(character, character) != character:
        character = targets[character]
    return character


def rarity(character: str) -> int:
    """0 to 2 for standard characters of GB 2312 (by level) or the first level of Big5, else 3."""
    try:
        return 0 if character.encode("gb2312") < b"\xd8" else 1
    except UnicodeEncodeError:
        pass
    try:
        return 2 if character.encode("big5") < b"\xc9" else RARE
    except UnicodeEncodeError:
        return RARE
