"""A text as it was meant, where words or characters of it are slips of the pen."""

from collections.abc import Iterator

from hkinno.matching.index import Index
from hkinno.matching.lexicon import Forms
from hkinno.matching.normalize import features, forms_of
from hkinno.matching.tokens import Unit, is_han

FEWEST = 5  # characters of a name in which a slip is believed
NEAR = 30  # names that are looked at
LONGEST = 80  # units of a text: a slip is looked for in a name with an address, and in no page


def corrected(index: Index, units: list[Unit]) -> Iterator[list[Unit]]:
    """The text with its words corrected, then with each Chinese name that it nearly holds."""
    better = words_corrected(index, units)
    if better != units:
        yield better
    if len(units) <= LONGEST:
        yield from names_corrected(index, units)


def words_corrected(index: Index, units: list[Unit]) -> list[Unit]:
    """Each unknown word as the known one that is nearest; two as one where they were one."""
    better: list[Unit] = []
    position = 0
    while position < len(units):
        unit = units[position]
        pair = "".join(forms_of(units[position : position + 2]))
        is_pair = position + 1 < len(units)
        if is_pair and (meant := index.spelling.meant(pair)):
            position += 1
            better.append(unit._replace(form=meant, end=units[position].end))
        elif meant := index.spelling.meant(unit.form):
            better.append(unit._replace(form=meant))
        else:
            better.append(unit)
        position += 1
    return better


def names_corrected(index: Index, units: list[Unit]) -> Iterator[list[Unit]]:
    """The text with a Chinese name in the place of what differs from it by a slip."""
    forms = forms_of(units)
    seen = set()
    for _likeness, _id, name in index.alike(set(features(forms)), NEAR):
        if name.forms in seen or len(name.forms) < FEWEST or not all(map(is_han, name.forms)):
            continue
        seen.add(name.forms)
        for start, end in slips(index, name.forms, forms):
            span = {"start": units[start].start, "end": units[end - 1].end}
            first, *rest = (Unit(form, *span.values(), 0) for form in name.forms)
            yield [*units[:start], first._replace(gap=units[start].gap), *rest, *units[end:]]


def slips(index: Index, name: Forms, forms: Forms) -> Iterator[tuple[int, int]]:
    """Where a text holds what differs from a name by a slip, the longest first."""
    for length in (len(name), len(name) + 1, len(name) - 1):
        for start in range(len(forms) - length + 1):
            end = start + length
            # One slip leaves the first character or the last: a cheap look at most of a long text.
            is_near = forms[start] == name[0] or forms[end - 1] == name[-1]
            if is_near and index.spelling.is_slip(name, forms[start:end]):
                yield start, end
