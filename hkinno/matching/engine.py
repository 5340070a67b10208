"""Match a text: rank the records that it may mean, and choose one if it is certain."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hkinno.matching.candidate_index import Index, RecordFilter
from hkinno.matching.exact_match import match_exact, match_names_of_one, match_prefix
from hkinno.matching.mention_resolution import NameMatch, identifying_records, match_mentions
from hkinno.matching.name_forms import Reliability
from hkinno.matching.normalize import (
    features,
    literal_key,
    lookup_key,
    normalize,
    searched_keys,
)
from hkinno.matching.tokens import Token, terms_of
from hkinno.matching.typo_correction import corrections

SCORES = {
    Reliability.NAME: 100,
    Reliability.ALIAS: 98,
    Reliability.SHORT: 96,
    Reliability.PRINTED: 94,
    Reliability.SHORTENED: 92,
    Reliability.INITIALS: 90,
    Reliability.DESCRIPTIVE: 75,
}
TYPO_PENALTY = 5  # points
CONTEXT_PENALTY = 15  # points, times the share of the text that is not the name
MAX_UNCERTAIN_SCORE = 75  # of records that are not chosen


class Candidate(NamedTuple):
    """A record that a text may mean."""

    record_id: str
    score: float  # 0 to 100
    start: int  # span of the match, in characters of the text
    end: int
    matched_name: str  # the name of the record that matched


class MatchResult(NamedTuple):
    """The candidates for a text, the best first, and the id of the one that it certainly means."""

    candidates: list[Candidate]
    chosen: str | None


class Interpretation(NamedTuple):
    """One way to read a text, with the records that it names."""

    tokens: list[Token]
    has_typo: bool
    matches: list[NameMatch]


def match_text(index: Index, text: str, accepts: RecordFilter, limit: int) -> MatchResult:
    """The records that a text may mean, at most `limit`, among those that `accepts` accepts."""
    tokens = normalize(text)
    if not tokens:
        return MatchResult([], None)
    candidates, chosen = named_candidates(index, text, tokens, accepts)
    for candidate in similar_candidates(index, tokens, accepts, limit):
        keep_best(candidates, candidate)
    return MatchResult(rank(candidates.values(), chosen)[:limit], chosen)


def choose(index: Index, text: str, accepts: RecordFilter) -> str | None:
    """The id of the record that a text certainly means, or None; faster than `match_text`."""
    tokens = normalize(text)
    return named_candidates(index, text, tokens, accepts)[1] if tokens else None


def rank(candidates: Iterable[Candidate], chosen: str | None) -> list[Candidate]:
    """The chosen candidate, then the others by score and id."""
    return sorted(
        candidates, key=lambda item: (item.record_id != chosen, -item.score, item.record_id)
    )


def named_candidates(
    index: Index, text: str, tokens: list[Token], accepts: RecordFilter
) -> tuple[dict[str, Candidate], str | None]:
    """`{record id: candidate}` of the records that a text names, and the id of the chosen one."""
    candidates: dict[str, Candidate] = {}
    for interpretation in interpretations(index, text, tokens, accepts):
        chosen = certain_record(index, interpretation.matches, accepts)
        for match in interpretation.matches:
            if accepts(index.records[match.record_id]):
                is_chosen = match.record_id == chosen
                keep_best(candidates, to_candidate(match, interpretation, is_chosen=is_chosen))
        if chosen:
            return candidates, chosen
    return candidates, None


def certain_record(index: Index, matches: list[NameMatch], accepts: RecordFilter) -> str | None:
    """The id of the only accepted record, if one of its matches is certain."""
    accepted = [match for match in matches if accepts(index.records[match.record_id])]
    ids = {match.record_id for match in accepted}
    return ids.pop() if len(ids) == 1 and any(match.is_certain for match in accepted) else None


def interpretations(
    index: Index, text: str, tokens: list[Token], accepts: RecordFilter
) -> Iterator[Interpretation]:
    """The interpretations of a text, from the strictest to the most lenient.

    A text that equals a name has no other interpretation. Text beside the name of a body denotes
    a part of the body that is not in the registry, unless it is a misspelt name of one that is.
    """
    literal = literal_key(text)
    index.add_variants(searched_keys(tokens, literal))
    exact = match_exact(index, tokens, literal, accepts)
    yield Interpretation(tokens, False, exact)
    if exact:
        return
    repeated = match_names_of_one(index, tokens, accepts)
    if certain_record(index, repeated, accepts):
        yield Interpretation(tokens, False, repeated)
    mentioned = Interpretation(tokens, False, match_mentions(index, text, tokens, accepts))
    body = certain_record(index, mentioned.matches, accepts)
    if not body:
        yield mentioned
    for corrected in corrections(index, tokens):
        index.add_variants(searched_keys(corrected))
        for matches in (
            match_exact(index, corrected, "", accepts),
            match_mentions(index, text, corrected, accepts),
        ):
            part = certain_record(index, matches, accepts)
            if not body or (part and body in identifying_records(index, part)):
                yield Interpretation(corrected, True, matches)
    if body:
        yield mentioned
    yield Interpretation(tokens, False, match_prefix(index, tokens, accepts))


def to_candidate(match: NameMatch, interpretation: Interpretation, *, is_chosen: bool) -> Candidate:
    """A match with its score.

    The score grows with the reliability of the name and the share of the text that it covers.
    """
    tokens, form = interpretation.tokens, match.form
    matched_length = len(lookup_key(terms_of(tokens[match.start : match.end])))
    text_share = matched_length / len(lookup_key(terms_of(tokens)))
    typo_penalty = TYPO_PENALTY if interpretation.has_typo else 0
    score = SCORES[form.reliability] - typo_penalty - CONTEXT_PENALTY * (1 - text_share)
    score *= match.share
    if not is_chosen:
        score = min(score, MAX_UNCERTAIN_SCORE) * text_share
    start, end = tokens[match.start].start, tokens[match.end - 1].end
    return Candidate(form.record_id, round(score, 1), start, end, form.text)


def keep_best(candidates: dict[str, Candidate], new: Candidate) -> None:
    """Add a candidate unless the same record has one with a score at least as high."""
    current = candidates.get(new.record_id)
    if current is None or current.score < new.score:
        candidates[new.record_id] = new


def similar_candidates(
    index: Index, tokens: list[Token], accepts: RecordFilter, limit: int
) -> Iterator[Candidate]:
    """Records with names that are similar to a text; their span covers all shared terms."""
    text_features = set(features(terms_of(tokens)))
    for similarity, form in index.find_similar(text_features, 4 * limit, accepts):
        shared = text_features & set(features(form.terms))
        matching = [token for token in tokens if token.term in shared]
        score = round(MAX_UNCERTAIN_SCORE * similarity, 1)
        yield Candidate(form.record_id, score, matching[0].start, matching[-1].end, form.text)
