"""The record that a text means, and those that it may mean."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hkinno.matching.exact_match import begun, whole
from hkinno.matching.index import Index
from hkinno.matching.mention_resolution import Meaning, Wanted, belongings, meaning
from hkinno.matching.name_forms import Trust
from hkinno.matching.normalize import features, forms_of, key, read, unread
from hkinno.matching.tokens import Unit
from hkinno.matching.typo_correction import corrected

SCORES = {
    Trust.NAME: 100,
    Trust.ALIAS: 98,
    Trust.SHORT: 96,
    Trust.PRINTED: 94,
    Trust.SHORTENED: 92,
    Trust.INITIALS: 90,
    Trust.DESCRIBED: 75,
}
FOR_A_SLIP = 5  # points less
FOR_THE_REST = 15  # points less where nearly all of a text is not the name
UNSURE = 75  # the highest score of what is not chosen


class Found(NamedTuple):
    """A record that a text may mean."""

    id: str
    score: float  # 0 to 100
    start: int  # of what matched, in characters of the text
    end: int
    name: str  # the name of the record that it matched


class Answer(NamedTuple):
    """What a text may mean, the likeliest first, and the one that it does mean, if sure."""

    found: list[Found]
    chosen: str | None


def answer(index: Index, text: str, is_wanted: Wanted, most: int) -> Answer:
    """The records that a text may mean, at most so many, of those that are wanted."""
    units = read(text)
    if not units:
        return Answer([], None)
    found, chosen = understood(index, text, units, is_wanted)
    for found_alike in alike(index, units, is_wanted, most):
        keep(found, found_alike)
    return Answer(in_order(found.values(), chosen)[:most], chosen)


def chosen(index: Index, text: str, is_wanted: Wanted) -> str | None:
    """The record that a text means, if sure; no look at what is only alike."""
    units = read(text)
    return understood(index, text, units, is_wanted)[1] if units else None


def in_order(found: Iterable[Found], chosen: str | None) -> list[Found]:
    """The likeliest first."""
    return sorted(found, key=lambda each: (each.id != chosen, -each.score, each.id))


def understood(
    index: Index, text: str, units: list[Unit], is_wanted: Wanted
) -> tuple[dict[str, Found], str | None]:
    """The records that a text names, by id, and the one that it means, if sure."""
    found: dict[str, Found] = {}
    for slips, better, meant in attempts(index, text, units, is_wanted):
        sure = the_one(index, meant, is_wanted)
        for each in meant:
            if is_wanted(index.rows[each.id]):
                keep(found, scored(each, better, slips, each.id == sure))
        if sure:
            return found, sure
    return found, None


def the_one(index: Index, meant: list[Meaning], is_wanted: Wanted) -> str | None:
    """The record that is meant, if it is one, and certain."""
    wanted = [each for each in meant if is_wanted(index.rows[each.id])]
    ids = {each.id for each in wanted}
    return ids.pop() if len(ids) == 1 and any(each.is_certain for each in wanted) else None


def attempts(
    index: Index, text: str, units: list[Unit], is_wanted: Wanted
) -> Iterator[tuple[int, list[Unit], list[Meaning]]]:
    """What a text means, read in more and more generous ways: the slips, the units, the records.

    A text that is a name, of whichever records, is read in no other way. What is said beside the
    name of a body is a part of it that we have not, unless it is one that we have, misspelt.
    """
    exact = whole(index, units, unread(text), is_wanted)
    yield 0, units, exact
    if exact:
        return
    plain = meaning(index, text, units, is_wanted)
    body = the_one(index, plain, is_wanted)
    if not body:
        yield 0, units, plain
    for better in corrected(index, units):
        for meant in (
            whole(index, better, "", is_wanted),
            meaning(index, text, better, is_wanted),
        ):
            part = the_one(index, meant, is_wanted)
            if not body or (part and body in belongings(index, part)):
                yield 1, better, meant
    if body:
        yield 0, units, plain
    yield 0, units, begun(index, units, is_wanted)


def scored(each: Meaning, units: list[Unit], slips: int, is_sure: bool) -> Found:
    """With a score: the better a name is trusted, and the more of the text it is, the higher."""
    named = len(key(forms_of(units[each.start : each.end])))
    share = named / len(key(forms_of(units)))
    score = SCORES[each.form.trust] - FOR_A_SLIP * slips - FOR_THE_REST * (1 - share)
    score *= each.share
    if not is_sure:
        score = min(score, UNSURE) * share
    start, end = units[each.start].start, units[each.end - 1].end
    return Found(each.id, round(score, 1), start, end, each.form.text)


def keep(found: dict[str, Found], new: Found) -> None:
    """Keep the best of what is found of a record."""
    if new.id not in found or found[new.id].score < new.score:
        found[new.id] = new


def alike(index: Index, units: list[Unit], is_wanted: Wanted, most: int) -> Iterator[Found]:
    """Records with names that have much in common with a text."""
    wanted = set(features(forms_of(units)))
    for likeness, id, form in index.alike(wanted, 4 * most, is_wanted):
        shared = wanted & set(features(form.forms))
        places = [n for n, unit in enumerate(units) if unit.form in shared]
        start, end = units[places[0]].start, units[places[-1]].end
        yield Found(id, round(UNSURE * likeness, 1), start, end, form.text)
