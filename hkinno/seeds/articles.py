"""An article's file, and whether printed words stand in the lines that a citation names."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from hkinno.seeds.deduplicate_text import undoubled_lines

# Control and format characters, and the private use area, where fonts drew blanks and quotes.
UNSEEN = {"Cc", "Cf", "Co"}


class CitationError(ValueError):
    """Lines that an article does not have."""


@dataclass(frozen=True)
class Article:
    """The text of an article by lines, as `cat -n` counts them, and the digest of its bytes."""

    name: str
    sha256: str
    text: tuple[str, ...]

    @classmethod
    def read(cls, path: Path) -> "Article":
        """The article of a file in UTF-8; raises OSError or UnicodeDecodeError."""
        content = path.read_bytes()
        *lines, last = content.decode("utf-8").split("\n")
        return cls(
            path.name, hashlib.sha256(content).hexdigest(), (*lines, last) if last else tuple(lines)
        )

    def lines(self, first: int, last: int) -> tuple[str, ...]:
        """The lines from the first to the last, both counted from 1 and both included.

        Raises CitationError where the article has no such lines.
        """
        return self._cut(self.text, first, last)

    def undoubled(self, first: int, last: int) -> tuple[str, ...]:
        """The same lines, doubled stretches undone; raises CitationError."""
        return self._cut(self._undoubled, first, last)

    @cached_property
    def _undoubled(self) -> tuple[str, ...]:
        # Of the whole article: a short line is known to be doubled by its neighbours.
        return undoubled_lines(self.text)

    def _cut(self, text: tuple[str, ...], first: int, last: int) -> tuple[str, ...]:
        if not 1 <= first <= last <= len(text):
            raise CitationError(f"{self.name} has lines 1 to {len(text)}, not {first} to {last}")
        return text[first - 1 : last]


def folded(text: str) -> str:
    """The text as it is compared: without white space and unseen characters, widths made one."""
    return re.sub(r"\s+", "", _seen(text))


def is_printed(printed: str, article: Article, first: int, last: int) -> bool:
    """Whether the words stand in the lines, compared folded and with doubled stretches undone.

    They may run over the end of a line, but not cut a number: 8億 does not stand in 28億, nor 500
    in 7,500. Raises CitationError where the article has no such lines.
    """
    words = folded(printed)
    if not words:
        return False
    pattern = r"\s*".join(map(re.escape, words))
    if words[0].isdigit():
        pattern = r"(?<!\d)(?<!\d[.,])" + pattern
    if words[-1].isdigit():
        pattern += r"(?!\d)(?![.,]\d)"
    # A full-width comma ends a clause: the blank keeps it from joining the numbers at its sides.
    lines = "\n".join(article.undoubled(first, last)).replace("，", "， ")
    return re.search(pattern, _seen(lines)) is not None


def lines_of_substance(article: Article) -> list[int]:
    """The numbers of the lines that hold a character, letter or digit, counted from 1."""
    return [n for n, line in enumerate(article.text, 1) if any(map(str.isalnum, line))]


def _seen(text: str) -> str:
    """The text in NFKC, unseen characters left out; its white space stays."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if c.isspace() or unicodedata.category(c) not in UNSEEN)
