"""Full-text queries for the names that are similar to a text."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from hkinno.matching.lexicon import replacements
from hkinno.matching.tokens import Token, is_han

MAX_HITS = 500  # that a query is expected to have
MAX_SMALL_REGISTRY = 2000  # records; a query may hit all of them
MAX_COMMON_FEATURES = 3  # of which a name must have all, if a text has no rare ones
# What is assumed of a lexeme that is in no statistics: its frequency, and the records that have it.
UNLISTED_FREQUENCY, UNLISTED_RECORDS = 0.001, 100


@cache
def spellings() -> dict[str, set[str]]:
    """`{term: lexemes}` that names may contain instead of a normalized term: program, programme."""
    lexemes: defaultdict[str, set[str]] = defaultdict(set)
    for pairs in replacements().values():
        for terms, replacement in pairs:
            if len(terms) == 1 or is_han(terms[0]):
                for term in replacement:
                    lexemes[term].add("".join(terms[:2]))  # of Chinese, the first two characters
    return lexemes


def lexemes_of(tokens: Iterable[Token]) -> Iterator[frozenset[str]]:
    """The alternatives for each feature of a text: bigrams of Chinese characters, and words."""
    previous = None
    for token in tokens:
        if token.is_han:
            if previous and previous.is_han:
                yield frozenset([previous.term + token.term])
        elif token.term.isalnum():
            words = {token.term, *spellings().get(token.term, ())}
            yield frozenset([*words, *(f"{word}s" for word in words if word.isascii())])
        previous = token


class Statistics(NamedTuple):
    """What is known about the names of all records."""

    frequencies: Mapping[str, float]  # the shares of records that contain a lexeme, 0 to 1
    record_count: float  # an estimate
    lexemes: set[str]  # those of some texts that occur in a name

    def features(self, tokens: Iterable[Token]) -> dict[str, float]:
        """`{tsquery: frequency}` of the features of a text that occur in a name, the rare first."""
        unlisted = min(UNLISTED_FREQUENCY, UNLISTED_RECORDS / max(self.record_count, 1))
        frequencies: dict[str, float] = {}
        for alternatives in lexemes_of(tokens):
            if known := sorted(alternatives & self.lexemes):
                frequency = sum(self.frequencies.get(word, unlisted) for word in known)
                frequencies["(" + "|".join(f"'{word}'" for word in known) + ")"] = frequency
        return dict(sorted(frequencies.items(), key=lambda item: item[1]))

    def retrieval_query(self, features: Mapping[str, float]) -> str:
        """A tsquery for names that have one of the rare features of a text, or its common ones."""
        expected, rare = 0.0, []
        for feature, frequency in features.items():
            expected += frequency * self.record_count
            if expected <= MAX_HITS or self.record_count <= MAX_SMALL_REGISTRY:
                rare.append(feature)
        return " | ".join(rare) or " & ".join(list(features)[:MAX_COMMON_FEATURES])
