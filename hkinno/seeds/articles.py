"""Articles as numbered lines, and the search for printed text in the lines that a fact cites."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from hkinno.seeds.doubled_characters import deduplicate_lines

# Control, format and private-use characters. Fonts draw the latter as blanks and quotation marks.
INVISIBLE_CATEGORIES = {"Cc", "Cf", "Co"}


class CitationError(ValueError):
    """A citation of lines that do not exist in the article."""


@dataclass(frozen=True)
class Article:
    """The lines of an article, numbered as by `cat -n`, and the SHA-256 of its file."""

    name: str
    sha256: str
    text: tuple[str, ...]

    @classmethod
    def read(cls, path: Path) -> "Article":
        """Read a UTF-8 file. Raises OSError or UnicodeDecodeError."""
        content = path.read_bytes()
        lines = content.decode("utf-8").split("\n")
        if not lines[-1]:
            lines.pop()
        return cls(path.name, hashlib.sha256(content).hexdigest(), tuple(lines))

    def lines(self, first: int, last: int) -> tuple[str, ...]:
        """Lines `first` to `last` (1-based, inclusive), without duplicated text.

        Raises CitationError if the article does not have these lines.
        """
        if not 1 <= first <= last <= len(self.text):
            raise CitationError(
                f"{self.name} has lines 1 to {len(self.text)}, not {first} to {last}"
            )
        return self._deduplicated[first - 1 : last]

    @cached_property
    def _deduplicated(self) -> tuple[str, ...]:
        # Computed for the whole article: a short line is recognized by its neighbours.
        return deduplicate_lines(self.text)

    def content_line_numbers(self) -> list[int]:
        """The 1-based numbers of the lines that contain a letter, Chinese character or digit."""
        return [n for n, line in enumerate(self.text, 1) if any(map(str.isalnum, line))]


def fold(text: str) -> str:
    """Normalize text for comparison: NFKC, without white space and invisible characters."""
    return re.sub(r"\s+", "", _remove_invisible(text))


def is_printed(printed: str, article: Article, first: int, last: int) -> bool:
    """Whether lines `first` to `last` contain the text, both folded (see `fold`).

    The text may continue on the next line, but must not begin or end inside a number: 8億 is not
    printed in 28億, nor 500 in 7,500. Raises CitationError if the lines do not exist.
    """
    folded = fold(printed)
    if not folded:
        return False
    pattern = r"\s*".join(map(re.escape, folded))
    if folded[0].isdigit():
        pattern = r"(?<!\d)(?<!\d[.,])" + pattern
    if folded[-1].isdigit():
        pattern += r"(?!\d)(?![.,]\d)"
    # A full-width comma separates clauses: without the space, NFKC would join two numbers.
    lines = "\n".join(article.lines(first, last)).replace("，", "， ")
    return re.search(pattern, _remove_invisible(lines)) is not None


def _remove_invisible(text: str) -> str:
    normalized = unicodedata.normalize("NFKC", text)
    return "".join(
        c for c in normalized if c.isspace() or unicodedata.category(c) not in INVISIBLE_CATEGORIES
    )
