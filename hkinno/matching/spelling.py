"""Slips of the pen: which known word or name a misspelt one was meant to be."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from hkinno.matching.lexicon import Forms, characters, words
from hkinno.matching.tokens import is_han

SHORTEST = 5  # letters; of shorter words another one is too near
LONGEST_ABBREVIATION = 6  # letters
LONG = 9  # letters; in such a word two slips are believed


class Spelling:
    """The words of names, found by all that is left of them when a letter is left out."""

    def __init__(self) -> None:
        self.known: Counter[str] = Counter()
        # Of Chinese characters that stand together in some name, or in a common word.
        self.pairs = Counter(pair for word in words("generic") for pair in pairs(word))
        self.meanable: Counter[str] = Counter()  # what a misspelt word may be meant to be
        self.shorter: dict[str, list[str]] = {}

    def learn(self, forms: Forms) -> None:
        """Remember the words and the pairs of characters of a name."""
        self.pairs.update(pairs(forms))
        self.known.update(forms)
        for word in meanable(forms):
            if word not in self.meanable:
                for less in {word, *one_less(word)}:
                    self.shorter.setdefault(less, []).append(word)
            self.meanable[word] += 1

    def forget(self, forms: Forms) -> None:
        """Forget a name that was learnt, as if it had never been."""
        take_out(self.pairs, pairs(forms))
        take_out(self.known, forms)
        for word in take_out(self.meanable, meanable(forms)):
            for less in {word, *one_less(word)}:
                self.shorter[less].remove(word)

    def meant(self, word: str) -> str | None:
        """The one known word that is nearest to an unknown one; None if there is none, or two."""
        if word in self.known or len(word) < SHORTEST or not word.isalpha():
            return None
        near = {each for less in (word, *one_less(word)) for each in self.shorter.get(less, ())}
        by_distance = sorted((distance(word, each), each) for each in near)
        best = [each for far, each in by_distance if far == by_distance[0][0] <= allowed(word)]
        return best[0] if len(best) == 1 else None

    def is_slip(self, name: Forms, text: Forms) -> bool:
        """Whether a text differs from a Chinese name by one slip, and is no other words.

        A slip makes pairs of characters that no name has; numbers, directions and what a body is
        called (署, 局) are never slips.
        """
        edit = single_edit(name, text)
        if edit is None:
            return False
        start, was, became = edit
        if is_doubled(text, start, became) or sorted(was) == sorted(became):
            return True
        if any(form in characters("telling") or not is_han(form) for form in became):
            return False
        around = text[max(0, start - 1) : start + len(became) + 1]
        at_an_end = start == 0 or start + len(was) == len(name)
        if at_an_end and len(was) != len(became):
            return False
        return not any(a + b in self.pairs for a, b in pairwise(around))


def pairs(forms: Forms) -> list[str]:
    """The pairs of Chinese characters that stand together."""
    return [a + b for a, b in pairwise(forms) if is_han(a) and is_han(b)]


def meanable(forms: Forms) -> list[str]:
    """The words of a name that a misspelt one may be meant to be.

    A short name of one word is an abbreviation, and with another letter it is another one.
    """
    least = SHORTEST if len(forms) > 1 else LONGEST_ABBREVIATION + 1
    return [form for form in forms if form.isalpha() and form.isascii() and len(form) >= least]


def take_out(counts: Counter[str], each: Iterable[str]) -> list[str]:
    """Count some once less; gives those that are counted no more."""
    counts.subtract(Counter(each))
    gone = [text for text in dict.fromkeys(each) if not counts[text]]
    for text in gone:
        del counts[text]
    return gone


def one_less(word: str) -> Iterator[str]:
    """All that is left of a word when one letter is left out."""
    return (word[:n] + word[n + 1 :] for n in range(len(word)))


def allowed(word: str) -> int:
    """The slips that are believed in a word."""
    return 2 if len(word) >= LONG else 1


def distance(a: str, b: str) -> int:
    """How many letters are left out, put in, changed, or swapped with their neighbour."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def single_edit(name: Forms, text: Forms) -> tuple[int, Forms, Forms] | None:
    """Where two differ, and what became what, if one unit is changed, added, missing or swapped."""
    if abs(len(name) - len(text)) > 1 or name == text:
        return None
    start = next(
        (n for n, (a, b) in enumerate(zip(name, text, strict=False)) if a != b),
        min(len(name), len(text)),
    )
    after = 0
    limit = min(len(name), len(text)) - start
    while after < limit and name[-1 - after] == text[-1 - after]:
        after += 1
    was, became = name[start : len(name) - after], text[start : len(text) - after]
    is_swap = len(was) == 2 and was == became[::-1]
    return (start, was, became) if is_swap or max(len(was), len(became)) <= 1 else None


def is_doubled(text: Forms, start: int, became: Forms) -> bool:
    """Whether what was put in is its neighbour once more."""
    beside = (*text[max(0, start - 1) : start], *text[start + 1 : start + 2])
    return len(became) == 1 and became[0] in beside
