"""The names of a record as they are compared."""

from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from hkinno.matching.lexicon import Forms
from hkinno.matching.normalize import forms_of, is_made_of, read
from hkinno.registry.models import MatchingRules, Place, record_models
from hkinno.registry.vocabularies.record_terms import AliasType


class Trust(IntEnum):
    """How far a name speaks for its record."""

    DESCRIBED = 0  # words for a thing that nobody named: no name at all
    INITIALS = 1  # the first letters of its English name
    SHORTENED = 2  # a name without a word that may be left out
    PRINTED = 3  # as somebody printed it once
    SHORT = 4  # as it is called for short
    ALIAS = 5
    NAME = 6


class Row(NamedTuple):
    """What matching knows of a record."""

    id: str
    resource: str
    names: tuple[str, ...]  # Chinese, English
    aliases: tuple[tuple[str, str], ...]  # value, type
    place: str | None
    whole: str | None  # what it is part of, or is hosted by
    beside: frozenset[str] = frozenset()  # who else is named beside it: where a person has a post
    kind: str = ""

    @property
    def rules(self) -> MatchingRules:
        """How texts are matched with names of its kind."""
        return record_models()[self.resource].MATCHING


class Form(NamedTuple):
    """A name as it is looked up."""

    forms: Forms
    trust: Trust
    text: str
    is_generic: bool  # made of words that name nothing by themselves

    @property
    def is_said(self) -> bool:
        """Whether somebody calls the record so, and no rule of ours."""
        return self.trust >= Trust.PRINTED or self.trust == Trust.DESCRIBED


ALIAS_TRUST = {
    AliasType.DESCRIPTIVE: Trust.DESCRIBED,
    AliasType.PRINTED: Trust.PRINTED,
    AliasType.SHORT: Trust.SHORT,
}


@lru_cache(maxsize=4096)
def own(row: Row) -> list[Form]:
    """What the registry says that it is called."""
    called = [(name, Trust.NAME) for name in row.names]
    called += [(value, ALIAS_TRUST.get(kind, Trust.ALIAS)) for value, kind in row.aliases]
    made = (form(row, text, forms_of(read(text)), trust) for text, trust in called)
    return [each for each in made if each.forms]


def form(row: Row, text: str, forms: Forms, trust: Trust) -> Form:
    """A name, with whether it is made of generic words alone; a main name never counts so."""
    is_somewhere = row.resource == Place.RESOURCE or trust == Trust.SHORTENED
    sections = ["generic", "legal", *(() if is_somewhere else ("elsewhere",))]
    return Form(forms, trust, text, trust < Trust.ALIAS and is_made_of(forms, *sections))


def position(forms: Forms, part: Forms) -> int | None:
    """Where a name holds another."""
    starts = range(len(forms) - len(part) + 1)
    return next((n for n in starts if forms[n : n + len(part)] == part), None)
