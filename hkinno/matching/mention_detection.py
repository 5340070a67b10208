"""Detect the names that a text mentions, and the context that is left."""

from collections.abc import Iterator
from typing import NamedTuple

from hkinno.matching.candidate_index import Index
from hkinno.matching.name_forms import NameForm, Reliability
from hkinno.matching.tokens import SEPARATORS, Gap, TermSequence, Token, is_han, terms_of

MAX_REORDERED_WORDS = 14  # of an English name with its words in another order
MAX_NAME_LENGTH = 40  # terms


class Mention(NamedTuple):
    """A span of tokens that is a name of one or more records."""

    start: int  # in tokens
    end: int
    forms: dict[str, NameForm]  # by record id

    @property
    def is_generic(self) -> bool:
        """Whether it identifies a record only with the name of its parent: 深圳研究院, SRI."""
        return all(form.is_generic for form in self.forms.values())

    @property
    def weight(self) -> float:
        """How much of the text it explains; one long name explains more than two short ones."""
        return (self.end - self.start) * (0.5 if self.is_generic else 1) - 0.1


class ContextSpan(NamedTuple):
    """A span of tokens that belongs to no name."""

    start: int  # in tokens
    end: int
    tokens: list[Token]

    @property
    def terms(self) -> TermSequence:
        return terms_of(self.tokens)


def detect_mentions(index: Index, tokens: list[Token]) -> list[Mention]:
    """The mentions that do not overlap and have the largest total weight.

    Weighted interval scheduling by dynamic programming over the ends of the mentions.
    """
    by_end: dict[int, list[Mention]] = {}
    for mention in find_mentions(index, tokens):
        by_end.setdefault(mention.end, []).append(mention)
    best: list[tuple[float, list[Mention]]] = [(0, [])]  # for each number of leading tokens
    for end in range(1, len(tokens) + 1):
        weight, mentions = best[end - 1]
        for mention in by_end.get(end, ()):
            previous_weight, previous = best[mention.start]
            if previous_weight + mention.weight > weight:
                weight, mentions = previous_weight + mention.weight, [*previous, mention]
        best.append((weight, mentions))
    return best[-1][1]


def find_mentions(index: Index, tokens: list[Token]) -> Iterator[Mention]:
    """Every span that is a name. It contains a separator only if the name itself has one."""
    for start in range(len(tokens)):
        key, has_separator = "", False
        for end in range(start + 1, min(len(tokens), start + MAX_NAME_LENGTH) + 1):
            token = tokens[end - 1]
            has_separator = has_separator or (end - 1 > start and token.gap == Gap.SEPARATOR)
            key += token.term
            forms = find_mentionable(index, key, tokens[start:end])
            if has_separator:
                forms = {id: form for id, form in forms.items() if SEPARATORS.search(form.text)}
            if forms:
                yield Mention(start, end, forms)


def find_mentionable(index: Index, key: str, tokens: list[Token]) -> dict[str, NameForm]:
    """`{record id: name}` of the names of a span, except initials and single characters."""
    if len(key) < 2:
        return {}
    forms = index.find_by_key(key)
    if not forms and 1 < len(tokens) <= MAX_REORDERED_WORDS:
        terms = terms_of(tokens)
        forms = {} if any(map(is_han, terms)) else index.find_by_words(terms)
    return {
        id: form
        for id, form in forms.items()
        if form.reliability > Reliability.INITIALS and index.records[id].rules.is_default
    }


def find_context(tokens: list[Token], mentions: list[Mention]) -> list[ContextSpan]:
    """The spans between mentions, split at brackets and separators."""
    mentioned = {n for mention in mentions for n in range(mention.start, mention.end)}
    spans: list[ContextSpan] = []
    for n, token in enumerate(tokens):
        if n in mentioned:
            continue
        if spans and spans[-1].end == n and token.gap < Gap.BRACKET:
            spans[-1] = ContextSpan(spans[-1].start, n + 1, [*spans[-1].tokens, token])
        else:
            spans.append(ContextSpan(n, n + 1, [token]))
    return spans
