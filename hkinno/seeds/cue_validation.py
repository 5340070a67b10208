"""Comparison of a fact with the cue words in the sentences that it cites: modality and wording."""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

from hkinno.registry.vocabularies.record_choices import FUTURE_STAGES, Modality, Rank
from hkinno.seeds.articles import Article, fold
from hkinno.seeds.cue_words import (
    ACHIEVED,
    DATED,
    FUTURE,
    FUTURE_EXEMPT,
    INTENDED,
    NEED,
    SUPERLATIVE,
    WORDINGS,
)
from hkinno.seeds.facts import Fact

# Also where an item of a list, a table or a story begins.
SENTENCE_END = re.compile(r"[。！？!?;；■▲◆]|(?<=\D)\d{1,2}\.(?=\D)|報道\)|(?<=[年月日])-(?=\W)")
# A sentence of a narrow column may begin some lines before the one that is cited.
LINES_BEFORE = 12
COLUMN_WIDTH = 60


def find_cue_problems(fact: Fact, article: Article, names: Collection[str]) -> Iterator[str]:
    """Where the words around a fact contradict its modality or do not support its property.

    `names` are folded names of records, whose characters are not cue words. A fact that gives a
    `basis` is not checked.
    """
    if fact.basis or fact.lines is None or fact.rank == Rank.DEPRECATED:
        return
    sentence, end = _cited_sentences(fact, article)
    wording = WORDINGS.get(fact.property)
    if wording and not wording.search(sentence):
        yield f"no word in “{sentence[-30:]}” supports {fact.property}; state its basis"
    yield from _property_problems(fact, article, sentence, end)
    masked = _mask(sentence, names)
    need = NEED.search(masked)
    if fact.modality == Modality.PLANNED and need and need.start() < end:
        yield f"{need[0]} speaks of a need, but the fact is planned; state its basis"
    # That something is planned is itself stated.
    if fact.property in FUTURE_EXEMPT or fact.value in FUTURE_STAGES:
        return
    cue = FUTURE.search(masked)
    if fact.modality == Modality.STATED and cue and cue.start() < end:
        yield f"{cue[0]} speaks of the future, but the fact is stated; state its basis"
    if fact.modality in (Modality.PLANNED, Modality.PROPOSED) and not INTENDED.search(masked):
        yield f"no word in “{sentence[-30:]}” makes it {fact.modality}; state its basis"


def _property_problems(fact: Fact, article: Article, sentence: str, end: int) -> Iterator[str]:
    """What single properties must not be: an achieved aim, stated praise, a borrowed date."""
    if fact.property == "objective" and (done := ACHIEVED.search(_clause(sentence, end))):
        yield f"{done[0]} tells what was done, which is no objective; state a characteristic"
    praise = SUPERLATIVE.search(fact.printed)
    if fact.property == "characteristic" and fact.modality == Modality.STATED and praise:
        yield f"{praise[0]} is a judgement, but the fact is stated; state it as claimed"
    if fact.property == "starts" and not _is_dated(fact, article, sentence):
        yield "no word dates the event; without a day, the time before its article: ../2023"


def _cited_sentences(fact: Fact, article: Article) -> tuple[str, int]:
    """The folded cited text from the start of its sentence, and where the printed words end.

    Of several sentences, only the one with the printed words, if one has them all.
    """
    first, last = fact.lines or (1, 1)
    is_column = first > 1 and len(article.text[first - 1]) < COLUMN_WIDTH
    lines = article.lines(max(1, first - LINES_BEFORE), first - 1) if is_column else ()
    before = fold("".join(lines))
    start = max((match.end() for match in SENTENCE_END.finditer(before)), default=0)
    text = before[start:] + fold("".join(article.lines(first, last)))
    printed = fold(fact.printed)
    position = max(text.rfind(printed, 0), 0)
    ends = [0, *(match.end() for match in SENTENCE_END.finditer(text)), len(text)]
    for begin, end in pairwise(ends):
        if begin <= position and position + len(printed) <= end:
            return text[begin:end], position + len(printed) - begin
    return text, position + len(printed)


def _clause(sentence: str, end: int) -> str:
    """The part between commas in which the printed words end."""
    before, after = sentence[:end], sentence[end:]
    return re.split("[，,]", before)[-1] + re.split("[，,]", after)[0]


def _is_dated(fact: Fact, article: Article, sentence: str) -> bool:
    """Whether the sentence has a date, or the first line, which may be the heading of a list."""
    first, last = fact.lines or (1, 1)
    heading = fold(article.text[first - 1]) if first < last else ""
    return fact.value.startswith("..") or bool(DATED.search(sentence + heading))


def _mask(text: str, names: Collection[str]) -> str:
    """The text with the names of records replaced by blanks of the same length."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " " * len(name))
    return text


def names_with_cues(names: Iterable[str]) -> set[str]:
    """The folded names of at least four characters that contain a cue word."""
    folded = {fold(name) for name in names}
    return {name for name in folded if len(name) >= 4 and INTENDED.search(name)}
