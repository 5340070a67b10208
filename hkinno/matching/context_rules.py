"""What a text says beside a name: whether the name still is what it means."""

from collections.abc import Iterable
from typing import NamedTuple

from hkinno.matching.index import Index
from hkinno.matching.lexicon import Forms, longest, words
from hkinno.matching.mention_detection import Piece
from hkinno.matching.name_forms import Row, own, position
from hkinno.matching.normalize import is_made_of, key
from hkinno.matching.tokens import GLUED, is_han
from hkinno.registry import models

JOINS = "/、;；"  # between the names of two bodies
MOST_OF_A_PLACE = 4  # units
FEWEST_OF_A_PART = 3  # characters
STREET = ("号", "楼", "室", "座")


class Place(NamedTuple):
    """Where a piece stands: beside the name of the record, before or after it."""

    is_before: bool
    is_apart: bool  # parted from the name by a comma, a bracket or the like
    is_joined: bool  # by what joins two bodies

    @property
    def is_free(self) -> bool:
        """Whether it is no beginning of a longer name."""
        return self.is_apart or not self.is_before


def is_harmless(index: Index, row: Row, piece: Piece, place: Place) -> bool:
    """Whether a text with this beside the name of a record still means that record."""
    forms = piece.forms
    if all(form.rstrip("+").isdigit() for form in forms):
        if row.rules.is_numbered:
            return all(any(form in name for name in row.names) for form in forms)
        return piece.units[0].gap > GLUED
    own_places = names_of_places(index, row, is_near=not place.is_free)
    if is_made_of(forms, *harmless_words(row, place), also=own_places):
        return True
    if row.resource == models.Place.RESOURCE or place.is_joined or is_elsewhere(index, row, forms):
        return False
    if holds(forms, "own"):
        return False
    return is_part(row, forms, place) or is_note(row, piece, place)


def harmless_words(row: Row, place: Place) -> tuple[str, ...]:
    """The sections of words that say nothing new of a record of this resource.

    大埔創新園 is no other park that has the name for its own, nor is 中國科大 the 科大 of here.
    """
    return row.rules.words_after if place.is_free else row.rules.words_before


def is_part(row: Row, forms: Forms, place: Place) -> bool:
    """Whether this is a department of an institution, or the like."""
    if not row.rules.has_departments:
        return False
    if is_han(forms[-1]):
        is_long = len(forms) >= FEWEST_OF_A_PART
        return is_long and ends_with(forms, "part-endings") and place.is_free
    return holds(forms, "parts")


def is_note(row: Row, piece: Piece, place: Place) -> bool:
    """Whether this is an address or a note: parted from the name, and after it or with a number."""
    forms = piece.forms
    has_number = any(form.isdigit() for form in forms)
    if has_number and forms[-1] in STREET:
        return not row.rules.is_numbered
    if not place.is_apart or is_acronym(forms):
        return False
    if row.rules.is_numbered:
        return not has_number and not place.is_before
    return has_number or not place.is_before


def is_acronym(forms: Forms) -> bool:
    """Whether this may be short for another body."""
    return len(forms) == 1 and forms[0].isascii() and len(forms[0]) < 6


def is_elsewhere(index: Index, row: Row, forms: Forms) -> bool:
    """Whether a place is named that is no place of the record."""
    own_places = names_of_places(index, row)
    return any(
        name not in own_places and not in_a_name(row, [name, *synonyms(index, name)])
        for name in stretches(forms, MOST_OF_A_PLACE)
        if name in words("elsewhere") or synonyms(index, name)
    )


def synonyms(index: Index, name: Forms) -> list[Forms]:
    """What the place of this name is called; nothing for what is no place of the registry."""
    found = index.equal(key(name)) if len(key(name)) > 1 and name not in words("here") else {}
    places = [index.rows[id] for id in found if index.rows[id].resource == models.Place.RESOURCE]
    return [form.forms for place in places for form in own(place)]


def in_a_name(row: Row, names: list[Forms]) -> bool:
    """Whether a name of a record holds one of these."""
    return any(position(form.forms, name) is not None for form in own(row) for name in names)


def names_of_places(index: Index, row: Row, *, is_near: bool = False) -> set[Forms]:
    """What the place of a record is called, and unless it must be near, what that lies in."""
    places = list(around(index, row))[: 1 if is_near else None]
    return {form.forms for id in places for form in own(index.rows[id])}


def around(index: Index, row: Row) -> Iterable[str]:
    """The place of a record, that which it lies in, and so on; nothing where none is known."""
    id, seen = row.whole if row.resource == models.Place.RESOURCE else row.place, {row.id}
    while id in index.rows and id not in seen:
        seen.add(id)
        yield id
        id = index.rows[id].whole


def stretches(forms: Forms, longest: int) -> Iterable[Forms]:
    """Every stretch of a text, up to a length."""
    for length in range(1, longest + 1):
        for start in range(len(forms) - length + 1):
            yield forms[start : start + length]


def holds(forms: Forms, section: str) -> bool:
    """Whether a text holds an entry of a section."""
    return any(part in words(section) for part in stretches(forms, longest(section)))


def ends_with(forms: Forms, section: str) -> bool:
    """Whether a text ends with an entry of a section."""
    return any(forms[-length:] in words(section) for length in range(1, longest(section) + 1))
