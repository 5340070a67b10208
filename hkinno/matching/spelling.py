"""Recognize typing errors in English words and Chinese names."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from hkinno.matching.lexicon import entries, terms_in
from hkinno.matching.tokens import TermSequence, is_han

MIN_WORD_LENGTH = 5  # letters; a shorter word is too similar to other words
MAX_ABBREVIATION_LENGTH = 6  # letters
MIN_LENGTH_FOR_TWO_TYPOS = 9  # letters


class SpellingDictionary:
    """The words and Chinese bigrams of all names.

    English words are retrieved by symmetric deletion (as in SymSpell): `deletions` maps each word,
    and each word without one letter, to the words that it may be an error of.
    """

    def __init__(self) -> None:
        self.known_terms: Counter[str] = Counter()
        # Of Chinese characters that are adjacent in a name or a generic word.
        self.bigrams = Counter(
            bigram for word in entries("generic") for bigram in han_bigrams(word)
        )
        self.correctable_words: Counter[str] = Counter()
        self.deletions: dict[str, list[str]] = {}

    def add(self, terms: TermSequence) -> None:
        """Add the terms and bigrams of a name."""
        self.bigrams.update(han_bigrams(terms))
        self.known_terms.update(terms)
        for word in correctable_words(terms):
            if word not in self.correctable_words:
                for variant in {word, *delete_one_letter(word)}:
                    self.deletions.setdefault(variant, []).append(word)
            self.correctable_words[word] += 1

    def remove(self, terms: TermSequence) -> None:
        """Remove the terms and bigrams of a name that was added."""
        subtract(self.bigrams, han_bigrams(terms))
        subtract(self.known_terms, terms)
        for word in subtract(self.correctable_words, correctable_words(terms)):
            for variant in {word, *delete_one_letter(word)}:
                self.deletions[variant].remove(word)

    def correct(self, word: str) -> str | None:
        """The known word closest to an unknown one; None if there is none, or more than one."""
        if word in self.known_terms or len(word) < MIN_WORD_LENGTH or not word.isalpha():
            return None
        variants = (word, *delete_one_letter(word))
        candidates = {match for key in variants for match in self.deletions.get(key, ())}
        distances = {candidate: edit_distance(word, candidate) for candidate in candidates}
        max_distance = 2 if len(word) >= MIN_LENGTH_FOR_TWO_TYPOS else 1
        shortest = min(distances.values(), default=max_distance + 1)
        closest = [candidate for candidate in candidates if distances[candidate] == shortest]
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


def han_bigrams(terms: TermSequence) -> list[str]:
    """The pairs of adjacent Chinese characters."""
    return [a + b for a, b in pairwise(terms) if is_han(a) and is_han(b)]


def correctable_words(terms: TermSequence) -> list[str]:
    """The words of a name to which a misspelt word may be corrected.

    A name that is one short word is an abbreviation, and differs from others by a single letter.
    """
    min_length = MIN_WORD_LENGTH if len(terms) > 1 else MAX_ABBREVIATION_LENGTH + 1
    return [term for term in terms if term.isalpha() and term.isascii() and len(term) >= min_length]


def subtract(counts: Counter[str], terms: Sequence[str]) -> list[str]:
    """Decrement the counts of some terms; delete and return those that reach zero."""
    counts.subtract(terms)
    removed = [term for term in dict.fromkeys(terms) if not counts[term]]
    for term in removed:
        del counts[term]
    return removed


def delete_one_letter(word: str) -> Iterator[str]:
    return (word[:n] + word[n + 1 :] for n in range(len(word)))


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
