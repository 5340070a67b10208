"""Recognize typing errors in English words and Chinese names."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

from hkinno.matching.lexicon import entries, terms_in
from hkinno.matching.tokens import TermSequence, is_han

MIN_WORD_LENGTH = 5  # letters; a shorter word is too similar to other words
MIN_LENGTH_FOR_TWO_TYPOS = 9  # letters


class SpellingDictionary:
    """The words to which words of some texts may be corrected, and the Chinese bigrams of names.

    `words` need to contain only those that are similar to a word of the texts, and `bigrams`
    only those of the texts.
    """

    def __init__(self, words: Iterable[str] = (), bigrams: Collection[str] = ()) -> None:
        self.words = set(words)
        self.words_by_deletion: defaultdict[str, set[str]] = defaultdict(set)
        for word in self.words:
            for variant in deletions(word):
                self.words_by_deletion[variant].add(word)
        generic = (bigram for word in entries("generic") for bigram in han_bigrams(word))
        self.bigrams = {*generic, *bigrams}

    def correct(self, word: str) -> str | None:
        """The known word closest to an unknown one; None if there is none, or more than one."""
        if word in self.words or not is_correctable(word):
            return None
        similar = set().union(*(self.words_by_deletion.get(key, ()) for key in deletions(word)))
        distances = {known: edit_distance(word, known) for known in similar}
        max_distance = 2 if len(word) >= MIN_LENGTH_FOR_TWO_TYPOS else 1
        shortest = min(distances.values(), default=max_distance + 1)
        closest = [known for known, distance in distances.items() if distance == shortest]
        return closest[0] if len(closest) == 1 and shortest <= max_distance else None

    def is_typo(self, name: TermSequence, text: TermSequence) -> bool:
        """Whether a text is a Chinese name with one typing error, and not another name.

        A typing error produces bigrams that occur in no name. Numbers, directions and the types
        of bodies (署, 局) are never typing errors, nor are characters missing or added at an end.
        """
        edit = single_edit(name, text)
        if edit is None:
            return False
        start, old, new = edit
        neighbours = (*text[max(0, start - 1) : start], *text[start + 1 : start + 2])
        is_repetition = len(new) == 1 and new[0] in neighbours
        if is_repetition or sorted(old) == sorted(new):
            return True
        if any(term in terms_in("distinctive") or not is_han(term) for term in new):
            return False
        is_at_end = start == 0 or start + len(old) == len(name)
        if is_at_end and len(old) != len(new):
            return False
        context = text[max(0, start - 1) : start + len(new) + 1]
        return not any(a + b in self.bigrams for a, b in pairwise(context))


def is_correctable(word: str) -> bool:
    """Whether a word is long enough to be corrected, and consists of letters."""
    return len(word) >= MIN_WORD_LENGTH and word.isalpha()


def han_bigrams(terms: TermSequence) -> Iterator[str]:
    """The pairs of adjacent Chinese characters."""
    return (a + b for a, b in pairwise(terms) if is_han(a) and is_han(b))


def deletions(word: str) -> set[str]:
    """A word, and the word without each of its letters, like `public.search_deletions`.

    Words that share one of these are similar (symmetric deletion, as in SymSpell).
    """
    return {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}


def edit_distance(a: str, b: str) -> int:
    """The restricted Damerau–Levenshtein distance (optimal string alignment) of two words.

    The number of letters to delete, insert, replace, or swap with their neighbour (Damerau 1964).
    """
    previous: list[int] = []
    current = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(current[j] + 1, row[-1] + 1, current[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, previous[j - 2] + 1)
            row.append(cost)
        previous, current = current, row
    return current[-1]


def single_edit(
    name: TermSequence, text: TermSequence
) -> tuple[int, TermSequence, TermSequence] | None:
    """`(position, old terms, new terms)` of the one edit that turns `name` into `text`.

    The edit replaces, inserts or deletes one term, or swaps two adjacent ones. None if the two are
    equal or differ by more.
    """
    if abs(len(name) - len(text)) > 1 or name == text:
        return None
    start = common_prefix_length(name, text)
    suffix_length = common_prefix_length(name[start:][::-1], text[start:][::-1])
    old, new = name[start : len(name) - suffix_length], text[start : len(text) - suffix_length]
    is_swap = len(old) == 2 and old == new[::-1]
    return (start, old, new) if is_swap or max(len(old), len(new)) <= 1 else None


def common_prefix_length(a: TermSequence, b: TermSequence) -> int:
    differences = (n for n, (left, right) in enumerate(zip(a, b, strict=False)) if left != right)
    return next(differences, min(len(a), len(b)))
