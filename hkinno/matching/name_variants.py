"""What a record is called, too: what follows from its names by rule."""

from collections.abc import Iterator

from hkinno.matching.lexicon import Forms, characters, longest, words
from hkinno.matching.name_forms import Form, Row, Trust, form, position
from hkinno.matching.normalize import unread

FEWEST_INITIALS = 4
MOST_INITIALS = 10
HOME = "hk"


def derived(row: Row, called: list[Form], whole: list[Form]) -> Iterator[Form]:
    """What follows from the names: without light words, and with other names of the whole."""
    for each in called:
        if each.trust == Trust.DESCRIBED:
            continue
        as_parts = {each.forms}
        for name in whole:
            as_parts |= set(with_another(each.forms, name.forms, whole))
        variants = as_parts | {short for forms in as_parts for short in shorter(row, forms)}
        for forms in sorted(variants - {each.forms}):
            shortened = form(row, each.text, forms, Trust.SHORTENED)
            if len("".join(forms)) > 2 and not shortened.is_generic:
                yield shortened
    if row.rules.has_initials:
        yield from initials(called)
    yield from unreplaced(called)
    if row.rules.takes_home_prefix:
        yield from with_home(called)


def shorter(row: Row, forms: Forms) -> Iterator[Forms]:
    """A name without what people leave out."""
    if row.rules.omits_light_words:
        yield from without_light(forms)
    for section in ("legal", *row.rules.omitted_endings):
        yield from without_last(forms, section)


def with_another(forms: Forms, name: Forms, whole: list[Form]) -> Iterator[Forms]:
    """A name that holds a name of the whole, with each other name of the whole in its place."""
    at = position(forms, name)
    if at is not None:
        for other in whole:
            if other.trust >= Trust.SHORT and other.forms != name:
                yield forms[:at] + other.forms + forms[at + len(name) :]


def without_light(forms: Forms) -> Iterator[Forms]:
    """A name without the home place, without one light word, and without both."""
    for kept in {forms, *without(forms, "home")}:
        yield kept
        yield from without(kept, "light")


def without(forms: Forms, section: str) -> Iterator[Forms]:
    """A name without one entry of a section, for each that it holds; something must stay."""
    if characters(section).isdisjoint(forms):
        return
    for length in range(longest(section), 0, -1):
        for start in range(len(forms) - length + 1):
            if forms[start : start + length] in words(section) and length < len(forms):
                yield forms[:start] + forms[start + length :]


def without_last(forms: Forms, section: str) -> Iterator[Forms]:
    """A name without the entries of a section at its end, as long as another word is left."""
    if forms[-1] not in characters(section):
        return
    for length in range(min(longest(section), len(forms) - 1), 0, -1):
        if forms[-length:] in words(section):
            kept = forms[:-length]
            yield kept
            yield from without_last(kept, section)
            return


def unreplaced(called: list[Form]) -> Iterator[Form]:
    """A name as it stands, where it is read as something else: CUHK(SZ) is CUHKSZ, too."""
    for each in called:
        plain = unread(each.text)
        if plain != "".join(each.forms):
            yield each._replace(forms=(plain,))


def with_home(called: list[Form]) -> Iterator[Form]:
    """An abbreviation with the home place in front: HKPolyU."""
    for each in called:
        is_word = len(each.forms) == 1 and each.forms[0].isascii()
        if is_word and each.trust == Trust.ALIAS and not each.forms[0].startswith(HOME):
            yield Form((HOME + each.forms[0],), Trust.SHORTENED, each.text, False)


def initials(called: list[Form]) -> Iterator[Form]:
    """The first letters of an English name of four words or more."""
    for each in called:
        letters = "".join(form[0] for form in each.forms)
        is_english = all(form.isalpha() and form.isascii() for form in each.forms)
        if (
            is_english
            and each.trust == Trust.NAME
            and FEWEST_INITIALS <= len(letters) <= MOST_INITIALS
        ):
            yield Form((letters,), Trust.INITIALS, each.text, False)
