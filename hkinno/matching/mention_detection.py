"""Which records a text names, and what else it says."""

from collections.abc import Iterator
from typing import NamedTuple

from hkinno.matching.index import Index
from hkinno.matching.lexicon import Forms
from hkinno.matching.name_forms import Form, Trust
from hkinno.matching.normalize import bag, forms_of
from hkinno.matching.tokens import APART, BRACKET, PARTS, Unit, is_han

MOST_WORDS = 14  # of an English name whose words stand in another order


class Mention(NamedTuple):
    """A stretch of units that is a name, of one record or of several."""

    start: int
    end: int
    found: dict[str, Form]

    @property
    def is_weak(self) -> bool:
        """Whether the name says something only beside that of its whole: 深圳研究院, SRI."""
        return all(form.is_generic for form in self.found.values())

    @property
    def weight(self) -> float:
        """How much is explained by it: two names explain less than one of the same length."""
        return (self.end - self.start) * (0.5 if self.is_weak else 1) - 0.1


class Piece(NamedTuple):
    """A stretch of units that is in no name."""

    start: int
    end: int
    units: list[Unit]

    @property
    def forms(self) -> Forms:
        return forms_of(self.units)


def mentions(index: Index, units: list[Unit]) -> list[Mention]:
    """Names in a text that do not overlap, together explaining as much of it as can be."""
    best: list[tuple[float, list[Mention]]] = [(0, [])]
    ending: dict[int, list[Mention]] = {}
    for mention in all_mentions(index, units):
        ending.setdefault(mention.end, []).append(mention)
    for end in range(1, len(units) + 1):
        reached = best[end - 1]
        for mention in ending.get(end, ()):
            explained, before = best[mention.start]
            if explained + mention.weight > reached[0]:
                reached = (explained + mention.weight, [*before, mention])
        best.append(reached)
    return best[-1][1]


def all_mentions(index: Index, units: list[Unit]) -> Iterator[Mention]:
    """Every stretch of a text that is a name; it holds a comma only where the name has one."""
    for start in range(len(units)):
        text, words, is_parted = "", [], False
        for end in range(start + 1, min(len(units), start + index.longest) + 1):
            unit = units[end - 1]
            is_parted = is_parted or (end - 1 > start and unit.gap == APART)
            text += unit.form
            words.append(unit.form)
            found = spoken(index, text, words)
            if is_parted:
                found = {id: form for id, form in found.items() if PARTS.search(form.text)}
            if found:
                yield Mention(start, end, found)


def spoken(index: Index, text: str, words: list[str]) -> dict[str, Form]:
    """The records with this name, which no initials and no single character are."""
    found = index.equal(text)
    if not found and 1 < len(words) <= MOST_WORDS and not any(map(is_han, words)):
        found = index.same_words(bag(words))
    if len(text) < 2:
        return {}
    return {
        id: form
        for id, form in found.items()
        if form.trust > Trust.INITIALS and index.rows[id].rules.is_default
    }


def pieces(units: list[Unit], named: list[Mention]) -> list[Piece]:
    """What is in no name, stretch by stretch."""
    covered = {n for mention in named for n in range(mention.start, mention.end)}
    found: list[Piece] = []
    for n, unit in enumerate(units):
        if n in covered:
            continue
        if found and found[-1].end == n and unit.gap < BRACKET:
            found[-1] = Piece(found[-1].start, n + 1, [*found[-1].units, unit])
        else:
            found.append(Piece(n, n + 1, [unit]))
    return found
