"""The names of a record in the form in which they are compared."""

from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from hkinno.matching.normalize import consists_of, normalized_terms
from hkinno.matching.tokens import TermSequence
from hkinno.registry.models import MatchingRules, Place, record_models
from hkinno.registry.vocabularies.record_choices import AliasType


class Reliability(IntEnum):
    """How reliably a name identifies its record, from the least to the most."""

    DESCRIPTIVE = 0  # a description of something that has no name
    INITIALS = 1  # the initials of its English name
    SHORTENED = 2  # derived from a name by a rule, for example without an optional word
    PRINTED = 3  # as an article printed it
    SHORT = 4  # a short name
    ALIAS = 5
    NAME = 6


class RecordNames(NamedTuple):
    """What matching knows about a record."""

    id: str
    resource: str
    names: tuple[str, ...]  # Chinese, English
    aliases: tuple[tuple[str, str], ...]  # (value, alias type)
    place: str | None
    parent: str | None  # the record that it is part of, or that hosts it
    affiliations: frozenset[str] = frozenset()  # bodies that it is named with: a person's employer
    kind: str = ""

    @property
    def rules(self) -> MatchingRules:
        """How records of its kind are matched."""
        return record_models()[self.resource].MATCHING

    @property
    def has_legal_form(self) -> bool:
        """Whether a text that adds a legal form (Ltd., 集團) to a name may mean the record."""
        return self.kind not in self.rules.unincorporated_kinds

    @property
    def is_place(self) -> bool:
        return self.resource == Place.RESOURCE

    @property
    def ancestors(self) -> list[str]:
        """The ids of its parent and of its place."""
        return [id for id in (self.parent, self.place) if id]


class NameForm(NamedTuple):
    """A name of a record, as it is indexed."""

    record_id: str
    terms: TermSequence
    reliability: Reliability
    text: str  # as it is written in the registry
    is_generic: bool  # made of words that do not identify a body by themselves

    @property
    def is_attested(self) -> bool:
        """Whether somebody uses the name, as opposed to one that we derived by a rule."""
        is_descriptive = self.reliability == Reliability.DESCRIPTIVE
        return is_descriptive or self.reliability >= Reliability.PRINTED


ALIAS_RELIABILITY: dict[str, Reliability] = {
    AliasType.DESCRIPTIVE: Reliability.DESCRIPTIVE,
    AliasType.PRINTED: Reliability.PRINTED,
    AliasType.SHORT: Reliability.SHORT,
}


@lru_cache(maxsize=1024)
def attested_forms(record: RecordNames) -> list[NameForm]:
    """The names and aliases of a record that contain at least one term."""
    texts = [(name, Reliability.NAME) for name in record.names]
    texts += [
        (value, ALIAS_RELIABILITY.get(alias_type, Reliability.ALIAS))
        for value, alias_type in record.aliases
    ]
    forms = (
        make_form(record, text, normalized_terms(text), reliability) for text, reliability in texts
    )
    return [form for form in forms if form.terms]


def make_form(
    record: RecordNames, text: str, terms: TermSequence, reliability: Reliability
) -> NameForm:
    """A name of a record. Names and full aliases never count as generic."""
    is_generic = False
    if reliability < Reliability.ALIAS:
        sections = ["generic", "legal"]
        if record.resource != Place.RESOURCE and reliability != Reliability.SHORTENED:
            sections.append("elsewhere")
        is_generic = consists_of(terms, *sections)
    return NameForm(record.id, terms, reliability, text, is_generic)


def find_subsequence(terms: TermSequence, part: TermSequence) -> int | None:
    """The position at which `terms` contain `part`, or None."""
    starts = range(len(terms) - len(part) + 1)
    return next((n for n in starts if terms[n : n + len(part)] == part), None)
