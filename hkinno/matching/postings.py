"""Small parts of the index."""

from collections.abc import Iterator

from hkinno.matching.lexicon import Forms
from hkinno.matching.tokens import is_han

Entries = dict[str, tuple[int, ...]]


def add(entries: Entries, text: str, number: int) -> None:
    """Add an entry; most texts have one, so that a tuple is smaller than a list."""
    entries[text] = (*entries.get(text, ()), number)


def last_initials(forms: Forms) -> Iterator[str]:
    """The first letters of the last two, three and four words of a longer English name."""
    if not any(map(is_han, forms)):
        for length in range(2, min(4, len(forms) - 1) + 1):
            yield "".join(form[0] for form in forms[-length:])
