"""Decide whether a text that mentions a record and says more still means that record."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hkinno.matching.candidate_index import Index
from hkinno.matching.lexicon import entries, max_entry_length
from hkinno.matching.mention_detection import ContextSpan
from hkinno.matching.name_forms import RecordNames, attested_forms, find_subsequence
from hkinno.matching.normalize import consists_of, lookup_key
from hkinno.matching.tokens import Gap, TermSequence, is_han
from hkinno.registry.models import Place

CONJUNCTIONS = "/、;；"  # between the names of two bodies
HYPHENS = ("-", "－", "‐", "–", "—")  # without spaces
MAX_PLACE_LENGTH = 4  # terms
MIN_DEPARTMENT_LENGTH = 3  # characters
LEGAL_SECTIONS = ("legal", "kinds.institutions")
SCHOOL = "school"
MAX_ACRONYM_LENGTH = 5  # letters
ADDRESS_ENDINGS = ("号", "楼", "室", "座")  # folded characters


class ContextPosition(NamedTuple):
    """Where a context span is, relative to the mention of the record."""

    is_before: bool
    is_separated: bool  # by a bracket, a comma or the like
    is_conjoined: bool  # by punctuation that joins two bodies

    @property
    def is_independent(self) -> bool:
        """Whether the span cannot be the beginning of a longer name."""
        return self.is_separated or not self.is_before


def is_compatible(
    index: Index, record: RecordNames, span: ContextSpan, position: ContextPosition
) -> bool:
    """Whether a text with this span beside the name of a record still means that record."""
    terms = span.terms
    if all(term.rstrip("+").isdigit() for term in terms):
        if record.rules.is_numbered:
            return all(any(term in name for name in record.names) for term in terms)
        return span.tokens[0].gap > Gap.NONE
    places = record_place_names(index, record, only_nearest=not position.is_independent)
    if consists_of(terms, *neutral_sections(record, position), extra_entries=places):
        return True
    if record.resource == Place.RESOURCE or position.is_conjoined:
        return False
    if names_other_place(index, record, terms) or is_independent_body(terms):
        return False
    is_part = record.rules.has_departments and is_department(terms, position)
    return is_part or is_address_or_note(record, span, position)


def neutral_sections(record: RecordNames, position: ContextPosition) -> tuple[str, ...]:
    """The lexicon sections whose entries do not change which record is meant.

    In front of a name few do: 大埔創新園 is another park than 創新園, and 中國科大 is not the 科大
    of Hong Kong.
    """
    rules = record.rules
    sections = rules.neutral_after if position.is_independent else rules.neutral_before
    return tuple(name for name in sections if record.has_legal_form or name not in LEGAL_SECTIONS)


def is_department(terms: TermSequence, position: ContextPosition) -> bool:
    """Whether these terms denote a department of an institution."""
    if is_han(terms[-1]):
        is_long_enough = len(terms) >= MIN_DEPARTMENT_LENGTH and position.is_independent
        return is_long_enough and ends_with_entry(terms, "department-endings")
    return contains_entry(terms, "departments") or is_university_school(terms)


def is_university_school(terms: TermSequence) -> bool:
    """Whether terms denote a school of a university: “Business School”, “School of Nursing”."""
    if SCHOOL not in terms:
        return False
    position = terms.index(SCHOOL)
    is_school_of = position + 1 < len(terms)
    return is_school_of or ends_with_entry(terms[:position], "school-subjects")


def is_independent_body(terms: TermSequence) -> bool:
    """Whether terms denote a body of its own, even if it carries another body's name."""
    return contains_entry(terms, "independent-bodies") or ends_with_entry(
        terms, "independent-endings"
    )


def is_address_or_note(record: RecordNames, span: ContextSpan, position: ContextPosition) -> bool:
    """Whether a span is an address, or a note that is separated from the name.

    A span in front of the name must contain a number; beside a numbered record, none may.
    """
    terms = span.terms
    has_number = any(term.isdigit() for term in terms)
    if has_number and terms[-1] in ADDRESS_ENDINGS:
        return not record.rules.is_numbered
    if not position.is_separated or may_be_acronym(terms):
        return False
    if record.rules.is_numbered:
        return not has_number and not position.is_before
    return has_number or not position.is_before


def may_be_acronym(terms: TermSequence) -> bool:
    """Whether this may be the acronym of another body."""
    return len(terms) == 1 and terms[0].isascii() and len(terms[0]) <= MAX_ACRONYM_LENGTH


def names_other_place(index: Index, record: RecordNames, terms: TermSequence) -> bool:
    """Whether a place is mentioned that is neither a place of the record nor in its name."""
    record_places = record_place_names(index, record)
    for name in ngrams(terms, MAX_PLACE_LENGTH):
        synonyms = place_synonyms(index, name)
        is_place = name in entries("elsewhere") or synonyms
        if (
            is_place
            and name not in record_places
            and not is_in_record_name(record, [name, *synonyms])
        ):
            return True
    return False


def place_synonyms(index: Index, name: TermSequence) -> list[TermSequence]:
    """All names of the registered places with this name, except those in or around Hong Kong."""
    key = lookup_key(name)
    ids = index.find_by_key(key) if len(key) > 1 and name not in entries("here") else {}
    places = [index.records[id] for id in ids if index.records[id].resource == Place.RESOURCE]
    return [form.terms for place in places for form in attested_forms(place)]


def is_in_record_name(record: RecordNames, names: list[TermSequence]) -> bool:
    """Whether a name of the record contains one of these."""
    forms = attested_forms(record)
    return any(find_subsequence(form.terms, name) is not None for form in forms for name in names)


def record_place_names(
    index: Index, record: RecordNames, *, only_nearest: bool = False
) -> set[TermSequence]:
    """The names of the place of a record and, unless `only_nearest`, of those that enclose it."""
    places = list(enclosing_places(index, record))[: 1 if only_nearest else None]
    return {form.terms for id in places for form in attested_forms(index.records[id])}


def enclosing_places(index: Index, record: RecordNames) -> Iterator[str]:
    """The ids of the place of a record, the place that contains that one, and so on."""
    seen = {record.id}
    id = record.parent if record.resource == Place.RESOURCE else record.place
    while id in index.records and id not in seen:
        seen.add(id)
        yield id
        id = index.records[id].parent


def ngrams(terms: TermSequence, max_length: int) -> Iterable[TermSequence]:
    """Every subsequence of adjacent terms, up to a length."""
    for length in range(1, max_length + 1):
        for start in range(len(terms) - length + 1):
            yield terms[start : start + length]


def contains_entry(terms: TermSequence, section: str) -> bool:
    """Whether terms contain an entry of a lexicon section."""
    return any(part in entries(section) for part in ngrams(terms, max_entry_length(section)))


def ends_with_entry(terms: TermSequence, section: str) -> bool:
    """Whether terms end with an entry of a lexicon section."""
    lengths = range(1, max_entry_length(section) + 1)
    return any(terms[-length:] in entries(section) for length in lengths)
