"""The word lists of `lexicon.txt`, tokenized like the names that they are compared with."""

from functools import cache
from pathlib import Path

from hkinno.matching.tokens import TermSequence, terms_of, tokenize

LEXICON = Path(__file__).resolve().parent / "lexicon.txt"


@cache
def read_sections() -> dict[str, list[str]]:
    """`{section: lines}` of the file, without comments and blank lines."""
    sections: dict[str, list[str]] = {}
    for line in LEXICON.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            lines = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return sections


def split_entries(line: str) -> list[str]:
    """The entries of a line: separated by commas in English, by spaces in Chinese."""
    return line.split(",") if line.isascii() else line.split()


@cache
def entries(section: str) -> frozenset[TermSequence]:
    """The entries of a section as terms; empty for an unknown section."""
    lines = read_sections().get(section, ())
    return frozenset(terms_of(tokenize(text)) for line in lines for text in split_entries(line))


@cache
def terms_in(section: str) -> frozenset[str]:
    """All terms that occur in the entries of a section."""
    return frozenset(term for entry in entries(section) for term in entry)


@cache
def max_entry_length(section: str) -> int:
    """The length of the longest entry of a section, in terms."""
    return max(map(len, entries(section)))


@cache
def replacements() -> dict[str, list[tuple[TermSequence, TermSequence]]]:
    """`{first term: [(terms, replacement)]}`, the longest first."""
    by_first_term: dict[str, list[tuple[TermSequence, TermSequence]]] = {}
    for line in read_sections()["replacements"]:
        terms, replacement = (terms_of(tokenize(side)) for side in line.split("="))
        by_first_term.setdefault(terms[0], []).append((terms, replacement))
    for pairs in by_first_term.values():
        pairs.sort(key=lambda pair: -len(pair[0]))
    return by_first_term
