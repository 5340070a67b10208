"""Correct the typing errors of a text."""

from collections.abc import Iterator

from hkinno.matching.candidate_index import Index
from hkinno.matching.normalize import features
from hkinno.matching.spelling import SpellingDictionary
from hkinno.matching.tokens import Gap, TermSequence, Token, is_han, terms_of

MIN_NAME_LENGTH = 5  # characters of a Chinese name in which an error is corrected
MAX_SIMILAR_NAMES = 30
MAX_TEXT_LENGTH = 80  # tokens; in longer texts Chinese names are not corrected


def corrections(index: Index, tokens: list[Token]) -> Iterator[list[Token]]:
    """The text with its words corrected, then with each Chinese name that it nearly contains."""
    corrected = correct_words(index.spelling, tokens)
    if corrected != tokens:
        yield corrected
    if len(tokens) <= MAX_TEXT_LENGTH:
        yield from correct_names(index, tokens)


def correct_words(spelling: SpellingDictionary, tokens: list[Token]) -> list[Token]:
    """The text with each unknown word, or two halves of a word, replaced by the closest word."""
    corrected: list[Token] = []
    position = 0
    while position < len(tokens):
        part = tokens[position : position + 2]
        word = spelling.correct("".join(terms_of(part)))
        if word is None:
            part = part[:1]
            word = spelling.correct(part[0].term)
        corrected.append(part[0]._replace(term=word or part[0].term, end=part[-1].end))
        position += len(part)
    return corrected


def correct_names(index: Index, tokens: list[Token]) -> Iterator[list[Token]]:
    """The text with a Chinese name in place of a part that differs from it by one error."""
    terms = terms_of(tokens)
    similar = index.find_similar(set(features(terms)), MAX_SIMILAR_NAMES)
    for name in dict.fromkeys(form.terms for _similarity, form in similar):
        if len(name) < MIN_NAME_LENGTH or not all(map(is_han, name)):
            continue
        for start, end in find_misspelt(index, name, terms):
            span_start, span_end, gap = tokens[start].start, tokens[end - 1].end, tokens[start].gap
            replacement = [Token(term, span_start, span_end, Gap.NONE) for term in name]
            replacement[0] = replacement[0]._replace(gap=gap)
            yield [*tokens[:start], *replacement, *tokens[end:]]


def find_misspelt(
    index: Index, name: TermSequence, terms: TermSequence
) -> Iterator[tuple[int, int]]:
    """The `(start, end)` of each part of a text that is the name with one typing error."""
    for length in (len(name), len(name) + 1, len(name) - 1):
        for start in range(len(terms) - length + 1):
            end = start + length
            # One error leaves the first or the last character: a cheap test for long texts.
            is_possible = terms[start] == name[0] or terms[end - 1] == name[-1]
            if is_possible and index.spelling.is_typo(name, terms[start:end]):
                yield start, end
