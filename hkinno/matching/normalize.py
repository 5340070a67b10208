"""A text or a name as it is compared: abbreviations written out, variants made equal."""

from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

from hkinno.matching.lexicon import Forms, replacements, words
from hkinno.matching.tokens import BRACKET, Unit, cut

LONGEST_ENTRY = 8  # units
LONGEST = 300  # characters of a text or name that are looked at


def read(text: str) -> list[Unit]:
    """The units of a text, with what is read as something else replaced."""
    units = cut(text[:LONGEST])
    # Twice: what is put in may be a part of what is replaced.
    for _time in range(2):
        if any(unit.form in replacements() for unit in units):
            units = list(replaced(units))
    return units


def replaced(units: list[Unit]) -> Iterator[Unit]:
    """Units with the replacements of `words.txt`, each with the span of what it replaces."""
    position, gap = 0, 0
    while position < len(units):
        unit = units[position]
        length, forms = replacement(units, position)
        end = units[position + length - 1].end
        gap = max(gap, unit.gap)
        for form in forms:
            yield Unit(form, unit.start, end, gap)
            gap = 0 if unit.is_han else 1
        if forms:
            gap = 0
        position += length


def replacement(units: list[Unit], position: int) -> tuple[int, Forms]:
    """How many units are read as something else there, and as what: else one as itself."""
    for left, right in replacements().get(units[position].form, ()):
        found = units[position : position + len(left)]
        is_one = all(unit.gap < BRACKET for unit in found[1:])
        if is_one and tuple(unit.form for unit in found) == left:
            return len(left), right
    return 1, (units[position].form,)


def unread(text: str) -> str:
    """The key of a text in which nothing is replaced: CUHKSZ."""
    return key(forms_of(cut(text[:LONGEST])))


def forms_of(units: Iterable[Unit]) -> Forms:
    return tuple(unit.form for unit in units)


def key(forms: Iterable[str]) -> str:
    """By what names are looked up: blanks do not count."""
    return "".join(forms)


def bag(forms: Iterable[str]) -> str:
    """By what English names are looked up whatever the order of their words."""
    return "\0".join(sorted(forms))


def features(forms: Forms) -> list[str]:
    """What a name is found by: words, characters, and pairs of characters."""
    pairs = [a + b for a, b in pairwise(forms) if not (a.isascii() or b.isascii())]
    return [*forms, *pairs]


def is_made_of(forms: Forms, *sections: str, also: Collection[Forms] = ()) -> bool:
    """Whether entries of these sections of `words.txt`, and of others, are all there is."""
    known = [words(section) for section in sections] + [also]
    reached = {0}
    for end in range(1, len(forms) + 1):
        starts = (start for start in range(max(0, end - LONGEST_ENTRY), end) if start in reached)
        if any(forms[start:end] in every for start in starts for every in known):
            reached.add(end)
    return len(forms) in reached
