"""What a text means that names something and says more: a department, an address, a title."""

from collections.abc import Callable
from typing import NamedTuple

from hkinno.matching.context_rules import JOINS, Place, around, is_harmless
from hkinno.matching.index import Index
from hkinno.matching.lexicon import words
from hkinno.matching.mention_detection import Mention, mentions, pieces
from hkinno.matching.name_forms import Form, Row, Trust
from hkinno.matching.normalize import forms_of
from hkinno.matching.tokens import BRACKET, Unit
from hkinno.registry import models

Wanted = Callable[[Row], bool]


class Meaning(NamedTuple):
    """A record that a text names, and whether the rest of the text leaves it at that."""

    id: str
    form: Form
    start: int  # in units
    end: int
    is_certain: bool
    share: float = 1.0  # of the name that the text has


class Named(NamedTuple):
    """A stretch of a text that names one record."""

    mention: Mention
    id: str


def meaning(index: Index, text: str, units: list[Unit], is_wanted: Wanted) -> list[Meaning]:
    """The records that a text names: one that is certain, or all that it may mean."""
    found = mentions(index, units)
    named = [
        Named(mention, id) for mention in found for id in meant(index, mention, found, is_wanted)
    ]
    things = [each for each in named if not is_here(units, each)]
    if bodies := [each for each in things if index.rows[each.id].resource != models.Place.RESOURCE]:
        named = bodies  # a place beside them is where they are: that is judged with the rest
    subjects = [each for each in named if is_subject(index, each, named)]
    ids = {each.id for each in subjects}
    is_one = len(ids) == 1
    return [
        Meaning(
            each.id,
            each.mention.found[each.id],
            each.mention.start,
            each.mention.end,
            is_one and is_all(index, text, units, each, named),
        )
        for each in subjects
    ]


def is_here(units: list[Unit], each: Named) -> bool:
    """Whether a name only says that something is in the home place, or of it."""
    return forms_of(units[each.mention.start : each.mention.end]) in words("here")


def meant(index: Index, mention: Mention, others: list[Mention], is_wanted: Wanted) -> list[str]:
    """The records that a name may stand for, beside the others that the text names."""
    known = {id for other in others if other is not mention for id in other.found}
    parts = [id for id in mention.found if index.rows[id].whole in known]
    if parts:
        return parts
    if mention.is_weak:
        return []
    wanted = {id: form for id, form in mention.found.items() if is_wanted(index.rows[id])}
    return most_trusted(wanted or mention.found)


def most_trusted(found: dict[str, Form]) -> list[str]:
    """A thing's own name goes before another's short one; other names go for all that have them."""
    own = [id for id, form in found.items() if form.trust == Trust.NAME]
    lasting = [id for id, form in found.items() if form.trust > Trust.SHORTENED]
    return own or lasting or list(found)


def is_subject(index: Index, each: Named, named: list[Named]) -> bool:
    """Whether it is what the text is about: no other is said to be at or of it."""
    return not any(each.id in belongings(index, other.id) for other in named if other.id != each.id)


def belongings(index: Index, id: str) -> set[str]:
    """What is named beside a record to say which it is: its whole, its place, its posts."""
    row = index.rows[id]
    found = {*row.beside, *around(index, row)}
    while row is not None and row.whole is not None and row.whole not in found:
        found.add(row.whole)
        row = index.rows.get(row.whole)
    return found


def is_all(index: Index, text: str, units: list[Unit], each: Named, named: list[Named]) -> bool:
    """Whether everything else in the text is harmless to what it names."""
    row = index.rows[each.id]
    kept = [each.mention, *(other.mention for other in named if is_beside(index, row, other))]
    for piece in pieces(units, kept):
        before = piece.end <= each.mention.start
        at = piece.end if before else piece.start
        between = text[units[at - 1].end : units[at].start] if 0 < at < len(units) else ""
        place = Place(
            before,
            at < len(units) and units[at].gap >= BRACKET,
            any(join in between for join in JOINS),
        )
        if not is_harmless(index, row, piece, place):
            return False
    return True


def is_beside(index: Index, row: Row, other: Named) -> bool:
    """Whether another name says the same record, or what it belongs to; places are judged apart."""
    if other.id == row.id:
        return True
    is_place = index.rows[other.id].resource == models.Place.RESOURCE
    return not is_place and other.id in belongings(index, row.id)
