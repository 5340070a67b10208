"""The words by which names are compared, from `words.txt`, folded and cut as names are."""

from functools import cache
from itertools import groupby
from pathlib import Path

from hkinno.matching.tokens import cut

FILE = Path(__file__).resolve().parent / "lexicon.txt"
Forms = tuple[str, ...]


@cache
def sections() -> dict[str, list[str]]:
    """The lines of each section."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line and not line.startswith("#")]
    found: dict[str, list[str]] = {}
    for line in kept:
        if line.startswith("["):
            current = found.setdefault(line.strip("[]"), [])
        else:
            current.append(line)
    return found


def forms(text: str) -> Forms:
    """The units of an entry as they are compared, before any is replaced."""
    return tuple(unit.form for unit in cut(text))


def entries(line: str) -> list[str]:
    """English entries are parted by commas, as they hold blanks; Chinese ones by blanks."""
    return line.split(",") if line.isascii() else line.split()


@cache
def words(section: str) -> frozenset[Forms]:
    """The entries of a section."""
    return frozenset(forms(each) for line in sections().get(section, ()) for each in entries(line))


@cache
def characters(section: str) -> frozenset[str]:
    """All that the entries of a section are made of."""
    return frozenset(form for each in words(section) for form in each)


@cache
def longest(section: str) -> int:
    """The number of units of the longest entry."""
    return max(map(len, words(section)))


@cache
def replacements() -> dict[str, list[tuple[Forms, Forms]]]:
    """What is read as something else, by its first unit, the longest first."""
    pairs = [line.split("=") for line in sections()["same"]]
    pairs = sorted(((forms(left), forms(right)) for left, right in pairs), key=by_first)
    return {first: list(group) for first, group in groupby(pairs, lambda pair: pair[0][0])}


def by_first(pair: tuple[Forms, Forms]) -> tuple[str, int]:
    """Together by their first unit, the longest first."""
    return pair[0][0], -len(pair[0])
