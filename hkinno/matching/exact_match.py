"""Match texts that are a name as a whole, or the beginning of one."""

import re
from itertools import accumulate

from hkinno.matching.candidate_index import Index, RecordFilter
from hkinno.matching.context_rules import ends_with_entry
from hkinno.matching.mention_resolution import NameMatch, most_reliable
from hkinno.matching.name_forms import (
    NameForm,
    RecordNames,
    Reliability,
    attested_forms,
    find_subsequence,
)
from hkinno.matching.name_variants import without_suffixes
from hkinno.matching.normalize import consists_of, lookup_key, normalize
from hkinno.matching.tokens import Gap, TermSequence, Token, is_han, terms_of

EDITION = re.compile(r"(19|20)\d\d|第.{1,3}[屆届次]|\d+(st|nd|rd|th)\b")
ABBREVIATION_LENGTHS = range(2, 5)  # letters of abbreviations that many bodies may have
MAX_NAME_LENGTH = 40  # terms
MAX_FRAGMENT_LENGTH = 2  # characters
# How much of a name a truncated text must contain: lengths in characters, shares 0 to 1.
MIN_HAN_LENGTH, MAX_HAN_MISSING, MIN_HAN_SHARE = 5, 2, 0.8
MIN_LETTERS, MIN_SHARE_WITHIN_WORD, MIN_SHARE_BETWEEN_WORDS = 18, 0.5, 0.8


def match_exact(
    index: Index, tokens: list[Token], literal: str, accepts: RecordFilter
) -> list[NameMatch]:
    """The records of which the text is a name; certain if it is one and the name is distinctive.

    `literal` is the `literal_key` of the text, or empty.
    """
    forms = {
        id: form
        for id, form in find_names(index, tokens, literal).items()
        if accepts(index.records[id])
    }
    ids = most_reliable(forms)
    return [
        NameMatch(forms[id], 0, len(tokens), len(ids) == 1 and is_distinctive(index, forms[id]))
        for id in ids
    ]


def find_names(index: Index, tokens: list[Token], literal: str) -> dict[str, NameForm]:
    """`{record id: name}` of the names that equal the text.

    In this order: as it is, with its words reordered, with its parts swapped at the first bracket
    or comma, without its legal form.
    """
    terms = terms_of(tokens)
    forms = index.find_by_key(lookup_key(terms)) or index.find_by_key(literal)
    if not forms and not any(map(is_han, terms)):
        forms = index.find_by_words(terms)
    if not forms:
        gaps = (n for n, token in enumerate(tokens) if n and token.gap >= Gap.BRACKET)
        boundary = next(gaps, 0)
        forms = index.find_by_key(lookup_key(terms[boundary:] + terms[:boundary]))
    for shortened in without_suffixes(terms, "legal"):
        forms = forms or {
            id: form
            for id, form in index.find_by_key(lookup_key(shortened)).items()
            if index.records[id].has_legal_form
        }
    return forms


def is_distinctive(index: Index, form: NameForm) -> bool:
    """Whether a name that only one record has is enough to identify it."""
    record, key = index.records[form.record_id], lookup_key(form.terms)
    if form.is_generic or len(key) < 2 or is_ambiguous_abbreviation(index, record, key):
        return False
    if form.reliability == Reliability.NAME:
        return True
    if form.reliability == Reliability.PRINTED and len(key) <= MAX_FRAGMENT_LENGTH:
        return False  # an article may call anything by two of its characters
    # InnoEX without a year may be any of its editions.
    is_edition = any(EDITION.search(name) for name in record.names)
    return not is_edition or any(character.isdigit() for character in key)


def is_ambiguous_abbreviation(index: Index, record: RecordNames, key: str) -> bool:
    """Whether a short abbreviation is also that of the last words of other records' names: SRI.

    Names that contain a whole name of this record do not count: they refer to it.
    """
    if len(key) not in ABBREVIATION_LENGTHS or not key.isascii():
        return False
    return any(
        index.records[id].resource == record.resource and not contains_name_of(record, form)
        for id, form in index.find_by_final_initials(key).items()
        if id != record.id
    )


def contains_name_of(record: RecordNames, form: NameForm) -> bool:
    """Whether a name contains a name of several terms of the record."""
    names = [own.terms for own in attested_forms(record) if len(own.terms) > 1]
    return any(find_subsequence(form.terms, name) is not None for name in names)


def match_names_of_one(index: Index, tokens: list[Token], accepts: RecordFilter) -> list[NameMatch]:
    """The record of which the text is several names in a row, if one of them identifies it.

    科大深圳研究院 深圳研究院 is one body, although other bodies are called 深圳研究院.
    """
    # For each number of leading tokens, the records of which these are names, with the best form.
    tilings: list[dict[str, NameForm | None]] = [dict.fromkeys(index.records)]
    for end in range(1, len(tokens) + 1):
        tilings.append({})
        for start in range(max(0, end - MAX_NAME_LENGTH), end):
            key = lookup_key(terms_of(tokens[start:end]))
            forms = index.find_by_key(key)
            for id in forms.keys() & tilings[start].keys():
                is_identifying = len(most_reliable(forms)) == 1 and is_distinctive(index, forms[id])
                form = forms[id] if is_identifying else None
                tilings[end][id] = tilings[end].get(id) or tilings[start][id] or form
    accepted = {id: form for id, form in tilings[-1].items() if accepts(index.records[id])}
    return [
        NameMatch(form, 0, len(tokens), len(accepted) == 1)
        for form in accepted.values()
        if form is not None
    ]


def match_prefix(index: Index, tokens: list[Token], accepts: RecordFilter) -> list[NameMatch]:
    """The records with a name of which the text is the greater part, cut off at the end."""
    key, is_certain = lookup_key(terms_of(tokens)), not is_category(terms_of(tokens))
    forms = {
        form.record_id: form
        for form in index.find_by_prefix(key)
        if accepts(index.records[form.record_id]) and is_truncation(key, form)
    }
    return [
        NameMatch(
            form,
            0,
            len(tokens),
            is_certain and len(forms) == 1,
            len(key) / len(lookup_key(form.terms)),
        )
        for form in forms.values()
    ]


def is_category(terms: TermSequence) -> bool:
    """Whether a text only says of what kind something is: State Key Laboratory, 聯合實驗室."""
    sections = ("generic", "home", "elsewhere")
    return ends_with_entry(terms, "categories") and consists_of(terms, *sections)


def is_truncation(key: str, form: NameForm) -> bool:
    """Whether a key is that of the truncated name, and not of another, shorter name."""
    name_length = len(lookup_key(form.terms))
    share = len(key) / name_length
    if is_han(key[-1]):
        is_nearly_whole = share >= MIN_HAN_SHARE or (
            name_length - len(key) <= MAX_HAN_MISSING and len(key) > MIN_HAN_LENGTH
        )
        return len(key) >= MIN_HAN_LENGTH and is_nearly_whole
    if len(key) < MIN_LETTERS:
        return False
    tokens = normalize(form.text)
    word_ends = list(accumulate(len(token.term) for token in tokens))
    if len(key) not in word_ends:
        return share >= MIN_SHARE_WITHIN_WORD
    following = tokens[word_ends.index(len(key)) + 1]
    return following.gap < Gap.BRACKET and share >= MIN_SHARE_BETWEEN_WORDS
