"""Texts that are a name as a whole, or the beginning of one."""

import re
from itertools import accumulate

from hkinno.matching.index import Index
from hkinno.matching.lexicon import Forms
from hkinno.matching.mention_resolution import Meaning, Wanted, most_trusted
from hkinno.matching.name_forms import Form, Row, Trust, own, position
from hkinno.matching.name_variants import without_last
from hkinno.matching.normalize import bag, forms_of, key, read
from hkinno.matching.tokens import BRACKET, Unit, is_han

EDITION = re.compile(r"(19|20)\d\d|第.{1,3}[屆届次]|\d+(st|nd|rd|th)\b")
SHORT_FORMS = range(2, 5)  # letters of what many bodies may be called
MOST_OF_A_SHRED = 2  # characters
# A text that was cut off: how much of the name it must have.
FEWEST_HAN, MOST_HAN_CUT, LEAST_HAN = 5, 2, 0.8
FEWEST_LETTERS, LEAST_IN_A_WORD, LEAST_BETWEEN_WORDS = 18, 0.5, 0.8


def whole(index: Index, units: list[Unit], plain: str, is_wanted: Wanted) -> list[Meaning]:
    """The records of which a text is a name; certain where it is one, and the name says enough."""
    found = called(index, units, plain)
    found = {id: form for id, form in found.items() if is_wanted(index.rows[id])}
    ids = most_trusted(found)
    is_one = len(ids) == 1
    return [
        Meaning(
            id, found[id], 0, len(units), is_one and says_enough(index, index.rows[id], found[id])
        )
        for id in ids
    ]


def called(index: Index, units: list[Unit], plain: str) -> dict[str, Form]:
    """The records with this name: as it stands, in another order, without its legal form."""
    forms = forms_of(units)
    found = index.equal(key(forms)) or index.equal(plain) or same_words(index, forms)
    if not found:
        cut = next((n for n, unit in enumerate(units) if n and unit.gap >= BRACKET), 0)
        found = index.equal(key(forms[cut:] + forms[:cut]))
    for shorter in without_last(forms, "legal"):
        found = found or index.equal(key(shorter))
    return found


def same_words(index: Index, forms: Forms) -> dict[str, Form]:
    """The records with an English name of the same words."""
    return {} if any(map(is_han, forms)) else index.same_words(bag(forms))


def says_enough(index: Index, row: Row, form: Form) -> bool:
    """Whether a name, even if nothing else has it, says which record is meant."""
    text = key(form.forms)
    if form.is_generic or len(text) < 2 or is_one_of_many(index, row, text):
        return False
    if form.trust == Trust.NAME:
        return True
    if form.trust == Trust.PRINTED and len(text) <= MOST_OF_A_SHRED:
        return False  # an article may call anything by two of its characters
    # InnoEX without its year is every InnoEX there was and will be.
    is_numbered = any(EDITION.search(name) for name in row.names)
    return not is_numbered or any(letter.isdigit() for letter in text)


def is_one_of_many(index: Index, row: Row, text: str) -> bool:
    """Whether a short form is that of the last words of others' names, too: SRI.

    A name that ends with the whole name of this record means this one by it.
    """
    if len(text) not in SHORT_FORMS or not text.isascii():
        return False
    return any(
        index.rows[id].resource == row.resource and not holds_name(form, row)
        for id, form in index.ending_with_initials(text).items()
        if id != row.id
    )


def holds_name(form: Form, row: Row) -> bool:
    """Whether a name holds one of a record's that is of several words."""
    names = [each.forms for each in own(row) if len(each.forms) > 1]
    return any(position(form.forms, name) is not None for name in names)


def begun(index: Index, units: list[Unit], is_wanted: Wanted) -> list[Meaning]:
    """The records with a name of which a text is the greater part, cut off by a narrow column."""
    text = key(forms_of(units))
    named = {
        id: form
        for id, form in index.beginning(text)
        if is_wanted(index.rows[id]) and is_cut_off(text, form)
    }
    return [
        Meaning(id, form, 0, len(units), len(named) == 1, len(text) / len(key(form.forms)))
        for id, form in named.items()
    ]


def is_cut_off(text: str, form: Form) -> bool:
    """Whether a text is a name that was cut off, and not another name that is shorter."""
    share = len(text) / len(key(form.forms))
    units = read(form.text)
    ends = list(accumulate(len(unit.form) for unit in units))
    if is_han(text[-1]):
        missing = len(key(form.forms)) - len(text)
        return len(text) >= FEWEST_HAN and (
            share >= LEAST_HAN or (missing <= MOST_HAN_CUT and len(text) > FEWEST_HAN)
        )
    if len(text) < FEWEST_LETTERS:
        return False
    if len(text) not in ends:
        return share >= LEAST_IN_A_WORD
    following = units[ends.index(len(text)) + 1]
    return following.gap < BRACKET and share >= LEAST_BETWEEN_WORDS
