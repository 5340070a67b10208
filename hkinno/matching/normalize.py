"""Normalize texts and names for comparison, and build the keys that they are looked up by."""

from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

from hkinno.matching.lexicon import entries, replacements
from hkinno.matching.tokens import (
    Gap,
    TermSequence,
    Token,
    literal_terms,
    terms_of,
    tokenize,
)

MAX_ENTRY_LENGTH = 8  # terms
MAX_TEXT_LENGTH = 300  # characters; the rest of a longer text is ignored


def normalize(text: str) -> list[Token]:
    """The tokens of a text with abbreviations expanded and spelling variants unified."""
    tokens = tokenize(text[:MAX_TEXT_LENGTH])
    replaced = replace_tokens(tokens)
    if replaced is tokens:
        return tokens
    return replace_tokens(replaced)  # a replacement may be part of another one


def normalized_terms(text: str) -> TermSequence:
    """`terms_of(normalize(text))`, in a third of the time for most names."""
    terms: TermSequence | None = literal_terms(text[:MAX_TEXT_LENGTH])
    for _pass in range(2):
        terms = terms and replace_terms(terms)
    return terms_of(normalize(text)) if terms is None else terms


def replace_terms(terms: TermSequence) -> TermSequence | None:
    """Terms after the replacements of single terms; None if several may have to be replaced.

    That depends on what is between them.
    """
    first_terms = replacements()
    if first_terms.keys().isdisjoint(terms):
        return terms
    replaced: list[str] = []
    for position, term in enumerate(terms):
        for original, replacement in first_terms.get(term, ()):
            if terms[position : position + len(original)] == original:
                if len(original) > 1:
                    return None
                replaced += replacement
                break
        else:
            replaced.append(term)
    return tuple(replaced)


def replace_tokens(tokens: list[Token]) -> list[Token]:
    """The tokens after the replacements of the lexicon, each with the span of what it replaces."""
    first_terms = replacements()
    replaced = {
        position: replacement
        for position, token in enumerate(tokens)
        if token.term in first_terms and (replacement := find_replacement(tokens, position))
    }
    return list(apply_replacements(tokens, replaced)) if replaced else tokens


def apply_replacements(
    tokens: list[Token], replaced: dict[int, tuple[int, TermSequence]]
) -> Iterator[Token]:
    """The tokens after the replacements `{position: (number of tokens, terms)}`."""
    position, gap = 0, Gap.NONE
    while position < len(tokens):
        token = tokens[position]
        gap = max(gap, token.gap)
        if position not in replaced:
            yield token if gap == token.gap else token._replace(gap=gap)
            position, gap = position + 1, Gap.NONE
            continue
        length, terms = replaced[position]
        end = tokens[position + length - 1].end
        for term in terms:
            yield Token(term, token.start, end, gap)
            gap = Gap.NONE if token.is_han else Gap.SPACE
        if terms:
            gap = Gap.NONE
        position += length


def find_replacement(tokens: list[Token], position: int) -> tuple[int, TermSequence] | None:
    """The number of tokens to replace at a position, if any, and the terms to replace them with."""
    for terms, replacement in replacements()[tokens[position].term]:
        candidates = tokens[position : position + len(terms)]
        is_contiguous = all(token.gap < Gap.BRACKET for token in candidates[1:])
        if is_contiguous and terms_of(candidates) == terms:
            return len(terms), replacement
    return None


def lookup_key(terms: Iterable[str]) -> str:
    """The key of a name, which ignores spaces."""
    return "".join(terms)


def searched_keys(tokens: Iterable[Token], literal: str = "") -> str:
    """A text that contains the `lookup_key` of every span of the tokens, and a `literal_key`.

    That of the tokens is repeated, for names whose parts are swapped.
    """
    key = lookup_key(terms_of(tokens))
    return f"{key}{key} {literal}"


def literal_key(text: str) -> str:
    """The key of a text without replacements: “cuhksz” for CUHK(SZ)."""
    return lookup_key(literal_terms(text[:MAX_TEXT_LENGTH]))


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
