"""Normalize texts and names for comparison, and build the keys that they are looked up by."""

from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

from hkinno.matching.lexicon import entries, replacements
from hkinno.matching.tokens import Gap, TermSequence, Token, terms_of, tokenize

MAX_ENTRY_LENGTH = 8  # terms
MAX_TEXT_LENGTH = 300  # characters; the rest of a longer text is ignored


def normalize(text: str) -> list[Token]:
    """The tokens of a text with abbreviations expanded and spelling variants unified."""
    tokens = tokenize(text[:MAX_TEXT_LENGTH])
    for _pass in range(2):  # a replacement may be part of another one
        if any(token.term in replacements() for token in tokens):
            tokens = list(replace_tokens(tokens))
    return tokens


def replace_tokens(tokens: list[Token]) -> Iterator[Token]:
    """The tokens after the replacements of the lexicon, each with the span of what it replaces."""
    position, gap = 0, Gap.NONE
    while position < len(tokens):
        token = tokens[position]
        length, terms = find_replacement(tokens, position)
        end = tokens[position + length - 1].end
        gap = max(gap, token.gap)
        for term in terms:
            yield Token(term, token.start, end, gap)
            gap = Gap.NONE if token.is_han else Gap.SPACE
        if terms:
            gap = Gap.NONE
        position += length


def find_replacement(tokens: list[Token], position: int) -> tuple[int, TermSequence]:
    """The number of tokens to replace at a position, and the terms to replace them with."""
    for terms, replacement in replacements().get(tokens[position].term, ()):
        candidates = tokens[position : position + len(terms)]
        is_contiguous = all(token.gap < Gap.BRACKET for token in candidates[1:])
        if is_contiguous and terms_of(candidates) == terms:
            return len(terms), replacement
    return 1, (tokens[position].term,)


def lookup_key(terms: Iterable[str]) -> str:
    """The key of a name, which ignores spaces."""
    return "".join(terms)


def literal_key(text: str) -> str:
    """The key of a text without replacements: “cuhksz” for CUHK(SZ)."""
    return lookup_key(terms_of(tokenize(text[:MAX_TEXT_LENGTH])))


def sorted_key(terms: Iterable[str]) -> str:
    """The key of an English name, which ignores the order of its words."""
    return "\0".join(sorted(terms))


def features(terms: TermSequence) -> list[str]:
    """What similarity is measured by: terms, and bigrams of Chinese characters."""
    bigrams = [a + b for a, b in pairwise(terms) if not (a.isascii() or b.isascii())]
    return [*terms, *bigrams]


def consists_of(
    terms: TermSequence, *sections: str, extra_entries: Collection[TermSequence] = ()
) -> bool:
    """Whether terms can be segmented completely into entries of these sections and others."""
    vocabularies = [*(entries(section) for section in sections), extra_entries]
    boundaries = {0}  # positions up to which the terms can be segmented
    for end in range(1, len(terms) + 1):
        starts = boundaries.intersection(range(max(0, end - MAX_ENTRY_LENGTH), end))
        if any(terms[start:end] in vocabulary for start in starts for vocabulary in vocabularies):
            boundaries.add(end)
    return len(terms) in boundaries
