"""Retrieve the candidates for texts from the database, in a few statements for all texts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from hkinno.matching import retrieval_sql
from hkinno.matching.blocking_keys import part_keys, span_keys
from hkinno.matching.candidate_filters import DEFAULT_RESOURCES, CandidateFilter
from hkinno.matching.candidate_index import Index
from hkinno.matching.candidate_tsqueries import Statistics, lexemes_of
from hkinno.matching.name_forms import RecordNames
from hkinno.matching.normalize import MAX_TEXT_LENGTH, normalize, normalized_terms
from hkinno.matching.published_names import add_with_ancestors
from hkinno.matching.retrieval_sql import execute
from hkinno.matching.spelling import SpellingDictionary, is_correctable
from hkinno.matching.tokens import TermSequence, Token, terms_of, tokenize
from hkinno.matching.typo_correction import correct_words

MAX_BATCH_LENGTH = 8000  # characters
MAX_NAMES_PER_KEY = 20
MAX_EXACT = 40  # candidates of a text with a name that equals a part of it
MAX_SIMILAR = 25  # other candidates


class TextQuery(NamedTuple):
    """A text to match."""

    text: str
    filter: CandidateFilter = CandidateFilter()  # of the records that are wanted
    ids: tuple[str, ...] = ()  # further candidates


class TextSpan(NamedTuple):
    """A part of a text."""

    terms: TermSequence  # of the text
    start: int
    end: int


class Reading(NamedTuple):
    """A text, the ways in which it is read, and the ids of its candidates."""

    query: TextQuery
    tokens: list[list[Token]]  # as written, normalized and, if it differs, corrected
    ids: set[str]


def retrieve(queries: Iterable[TextQuery]) -> Iterator[Index]:
    """For each text, an index of the names of its candidates.

    Long texts are retrieved in several batches, to bound the memory that their parts need.
    """
    batch: list[TextQuery] = []
    for query in queries:
        batch.append(query)
        if sum(len(query.text) for query in batch) > MAX_BATCH_LENGTH:
            yield from retrieve_batch(batch)
            batch = []
    if batch:
        yield from retrieve_batch(batch)


def retrieve_batch(queries: Iterable[TextQuery]) -> Iterator[Index]:
    """For each text, an index of the names of its candidates."""
    readings = []
    for query in queries:
        tokens = [tokenize(query.text[:MAX_TEXT_LENGTH]), normalize(query.text)]
        readings.append(Reading(query, tokens, {*query.filter.ids, *query.ids}))
    statistics = fetch_statistics(readings)
    spelling = correct_words_of(readings, statistics)
    records: dict[str, RecordNames] = {}
    add_equal_names(readings, records)
    add_abbreviated_and_truncated(readings)
    add_similar_names(readings, statistics)
    add_with_ancestors(records, {id for reading in readings for id in reading.ids})
    return (Index(with_ancestors(reading.ids, records), spelling) for reading in readings)


def fetch_statistics(readings: Iterable[Reading]) -> Statistics:
    """The statistics of the lexemes of some texts, and of words similar to theirs."""
    words: set[str] = set()
    lexemes: set[str] = set()
    for reading in readings:
        for tokens in reading.tokens:
            terms = terms_of(tokens)
            words.update(terms, map("".join, pairwise(terms)))
            lexemes.update(lexeme for group in lexemes_of(tokens) for lexeme in group)
    rows: dict[str, float | None] = dict(
        execute(
            retrieval_sql.STATISTICS,
            words=[word for word in words if is_correctable(word)],
            lexemes=list(lexemes),
        )
    )
    record_count = rows.pop("") or 0
    frequencies = {lexeme: frequency for lexeme, frequency in rows.items() if frequency is not None}
    return Statistics(frequencies, record_count, set(rows))


def correct_words_of(readings: Iterable[Reading], statistics: Statistics) -> SpellingDictionary:
    """Add the reading of each text with its words corrected; return the dictionary of words."""
    normalized = map(normalized_terms, filter(str.isascii, statistics.lexemes))
    words = {terms[0] for terms in normalized if len(terms) == 1}
    spelling = SpellingDictionary(words, statistics.lexemes)
    for reading in readings:
        corrected = correct_words(spelling, reading.tokens[-1])
        if corrected != reading.tokens[-1]:
            reading.tokens.append(corrected)
    return spelling


def add_equal_names(readings: Sequence[Reading], records: dict[str, RecordNames]) -> None:
    """Add the records with a name that equals a part of a text, and parts of these records.

    The names of the former are added to `records`.
    """
    spans: list[dict[str, TextSpan]] = []
    for reading in readings:
        spans.append({})
        for terms in map(terms_of, reading.tokens):
            for key, start, end in span_keys(terms):
                spans[-1][key] = TextSpan(terms, start, end)
    mentions = list(find_by_key(readings, spans))
    add_with_ancestors(records, {id for mentioned in mentions for id in mentioned})
    parts: list[dict[str, TextSpan]] = []
    for mentioned in mentions:
        parts.append({})
        for id, span in mentioned.items():
            if id in records and not records[id].is_place:
                parts[-1] |= dict.fromkeys(part_keys(*span, records[id]), span)
    list(find_by_key(readings, parts))


def find_by_key(
    readings: Sequence[Reading], spans: Sequence[dict[str, TextSpan]]
) -> Iterator[dict[str, TextSpan]]:
    """Add the records with a name that has a key of a text's spans; yield `{id: span}`."""
    ids = defaultdict(list)
    keys = list({key for by_key in spans for key in by_key})
    for key, id in execute(retrieval_sql.BY_KEY, texts=keys, limit=MAX_NAMES_PER_KEY):
        ids[key].append(id)
    for reading, by_key in zip(readings, spans, strict=True):
        mentioned: dict[str, TextSpan] = {}
        for key in sorted(by_key.keys() & ids.keys(), key=lambda key: (-len(key), key)):
            for id in ids[key][: MAX_EXACT - len(mentioned)]:
                mentioned.setdefault(id, by_key[key])
        reading.ids.update(mentioned)
        yield mentioned


def add_abbreviated_and_truncated(readings: Iterable[Reading]) -> None:
    """Add the records with a name that starts with a text, or that has it as its initials."""
    truncated: defaultdict[str, list[Reading]] = defaultdict(list)
    initials: defaultdict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        terms = terms_of(reading.tokens[1])
        if terms:
            truncated[reading.query.text[:MAX_TEXT_LENGTH]].append(reading)
        if len(terms) == 1 and terms[0].isascii():
            initials[terms[0]].append(reading)
    for statement, by_text in (
        (retrieval_sql.BY_PREFIX, truncated),
        (retrieval_sql.BY_INITIALS, initials),
    ):
        for text, id in execute(statement, texts=list(by_text), limit=MAX_NAMES_PER_KEY):
            for reading in by_text[text]:
                reading.ids.add(id)


def add_similar_names(readings: Sequence[Reading], statistics: Statistics) -> None:
    """Add the records with the names that have most features of a text."""
    numbers, rare, features, resources = [], [], [], []
    for number, reading in enumerate(readings):
        expressions = statistics.features(token for tokens in reading.tokens for token in tokens)
        for wanted in {frozenset(reading.query.filter.resources), DEFAULT_RESOURCES}:
            if expressions and wanted:
                numbers.append(number)
                rare.append(statistics.retrieval_query(expressions))
                features.append(" | ".join(expressions))
                resources.append(" ".join(wanted))
    rows = execute(
        retrieval_sql.SIMILAR,
        numbers=numbers,
        queries=rare,
        features=features,
        resources=resources,
        limit=MAX_SIMILAR,
    )
    for number, id in rows:
        readings[number].ids.add(id)


def with_ancestors(ids: Iterable[str], records: dict[str, RecordNames]) -> list[RecordNames]:
    """Those of these records that exist, with their parents and places up to the top."""
    selected: dict[str, RecordNames] = {}
    missing = sorted(ids)
    while missing:
        id = missing.pop()
        if id in records and id not in selected:
            selected[id] = records[id]
            missing += records[id].ancestors
    return list(selected.values())
