"""Derive further names of a record by rule: without optional words, as initials, and so on."""

from collections.abc import Iterator
from functools import cache

from hkinno.matching.lexicon import entries, max_entry_length, terms_in
from hkinno.matching.name_forms import (
    NameForm,
    RecordNames,
    Reliability,
    find_subsequence,
    make_form,
)
from hkinno.matching.normalize import literal_key, lookup_key
from hkinno.matching.tokens import TermSequence
from hkinno.registry.models import MatchingRules

MIN_INITIALS, MAX_INITIALS = 4, 10
MIN_VARIANT_LENGTH = 3  # characters
HOME_PREFIX = "hk"


@cache
def omissible_terms(rules: MatchingRules) -> frozenset[str]:
    """The terms that a shortened name may lack."""
    sections = ("home", "optional", "legal", *rules.optional_suffixes)
    return frozenset().union(*map(terms_in, sections))


def derive_variants(
    record: RecordNames, forms: list[NameForm], parent_forms: list[NameForm], keys: str
) -> Iterator[NameForm]:
    """Variants of the attested names of a record, given those of its parent.

    All that have one of the `searched_keys` of a text, and some others. To derive every variant
    would take longer than everything else, and most candidates have none that the text may be.
    """
    for form in forms:
        is_name = form.reliability > Reliability.DESCRIPTIVE
        if is_name and may_be_shortened(record, form, parent_forms, keys):
            yield from shortened_forms(record, form, parent_forms)
    if record.rules.has_initials:
        yield from initialisms(forms, keys)
    if record.rules.takes_home_prefix:
        yield from with_home_prefix(forms)


def may_be_shortened(
    record: RecordNames, form: NameForm, parent_forms: list[NameForm], keys: str
) -> bool:
    """Whether `keys` contain all terms of a name that none of its shortened forms lacks."""
    omissible = omissible_terms(record.rules)
    return all(
        term in keys
        or term in omissible
        or any(term in parent_form.terms for parent_form in parent_forms)
        for term in form.terms
    )


def shortened_forms(
    record: RecordNames, form: NameForm, parent_forms: list[NameForm]
) -> Iterator[NameForm]:
    """A name with other names of the parent in it, and each of these without optional words."""
    full = {form.terms}
    for parent in parent_forms:
        full.update(replace_parent_name(form.terms, parent.terms, parent_forms))
    variants = full.union(*(shorten(record, terms) for terms in full))
    for terms in sorted(variants - {form.terms}):
        variant = make_form(record, form.text, terms, Reliability.SHORTENED)
        if len(lookup_key(terms)) >= MIN_VARIANT_LENGTH and not variant.is_generic:
            yield variant


def replace_parent_name(
    terms: TermSequence, parent_name: TermSequence, parent_forms: list[NameForm]
) -> Iterator[TermSequence]:
    """A name that contains a name of the parent, with each other name of the parent instead."""
    start = find_subsequence(terms, parent_name)
    if start is not None:
        for other in parent_forms:
            if other.reliability >= Reliability.SHORT and other.terms != parent_name:
                yield terms[:start] + other.terms + terms[start + len(parent_name) :]


def shorten(record: RecordNames, terms: TermSequence) -> Iterator[TermSequence]:
    """A name without the words that people omit."""
    if record.rules.omits_optional_words:
        for variant in {terms, *without_entry(terms, "home")}:
            yield variant
            yield from without_entry(variant, "optional")
    for section in ("legal", *record.rules.optional_suffixes):
        yield from without_suffixes(terms, section)


def without_entry(terms: TermSequence, section: str) -> Iterator[TermSequence]:
    """A name without one entry of a section, for each that it contains; never empty."""
    if terms_in(section).isdisjoint(terms):
        return
    for length in range(min(max_entry_length(section), len(terms) - 1), 0, -1):
        for start in range(len(terms) - length + 1):
            if terms[start : start + length] in entries(section):
                yield terms[:start] + terms[start + length :]


def without_suffixes(terms: TermSequence, section: str) -> Iterator[TermSequence]:
    """A name without the last entry of a section, without the last two, and so on; never empty."""
    if terms[-1] not in terms_in(section):
        return
    for length in range(min(max_entry_length(section), len(terms) - 1), 0, -1):
        if terms[-length:] in entries(section):
            yield terms[:-length]
            yield from without_suffixes(terms[:-length], section)
            return


def literal_forms(forms: list[NameForm]) -> Iterator[NameForm]:
    """The names without replacements, where there were any: CUHK(SZ) is also CUHKSZ."""
    for form in forms:
        key = literal_key(form.text)
        if key != lookup_key(form.terms):
            yield form._replace(terms=(key,))


def with_home_prefix(forms: list[NameForm]) -> Iterator[NameForm]:
    """The abbreviations with the home place in front: HKPolyU."""
    for form in forms:
        word = form.terms[0]
        is_word = len(form.terms) == 1 and word.isascii()
        if is_word and form.reliability == Reliability.ALIAS and not word.startswith(HOME_PREFIX):
            terms = (HOME_PREFIX + word,)
            yield NameForm(form.record_id, terms, Reliability.SHORTENED, form.text, False)


def initialisms(forms: list[NameForm], keys: str) -> Iterator[NameForm]:
    """The initials of the English names of four to ten words, if `keys` contain them."""
    for form in forms:
        is_usual_length = MIN_INITIALS <= len(form.terms) <= MAX_INITIALS
        if form.reliability != Reliability.NAME or not is_usual_length:
            continue
        initials = "".join([term[0] for term in form.terms])
        if initials in keys and all(term.isalpha() and term.isascii() for term in form.terms):
            yield NameForm(form.record_id, (initials,), Reliability.INITIALS, form.text, False)
