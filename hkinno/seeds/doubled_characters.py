"""Removal of duplicated text from articles whose bold print was extracted twice.

The rule was derived from two articles and holds for each of their duplicated lines. A line is a
sequence of runs of one script (Chinese characters, digits, Latin letters, punctuation), and each
run is immediately repeated: 香港香港20182018年年，，. White space is not repeated. The groups of a
number are repeated one by one (44,,000000 is 4,000), consecutive punctuation marks together
(。」。」). A run may consist of parts that are repeated separately (甲甲乙丙乙丙).
"""

import re
from itertools import pairwise

CHINESE = r"[\u3400-\u9fff\uf900-\ufaff〇]"
RUN = re.compile(rf"{CHINESE}+|\d+|[^\W\d_\u3400-\u9fff]+|(?P<blank>\s+)|(?:[^\w\s]|_)+")
# A repetition of fewer Chinese characters can be an ordinary word (謝謝).
CHINESE_EVIDENCE = re.compile(f"{CHINESE}{{3}}")


def deduplicate_line(line: str) -> str:
    """The line with each run once, or unchanged unless all of its runs are duplicated.

    This gives 2 for 22: use `deduplicate_lines`, or check with `is_duplicated` first.
    """
    parts = _split_duplicated(line)
    return line if parts is None else "".join(parts)


def is_duplicated(line: str) -> bool:
    """Whether all runs are duplicated, among them one of at least three Chinese characters."""
    return any(map(CHINESE_EVIDENCE.match, _split_duplicated(line) or ()))


def deduplicate_lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    """All lines, the duplicated ones deduplicated.

    A line that is too short to satisfy `is_duplicated` (圳圳) counts as duplicated if all of its
    runs are and a neighbouring line, not counting blank ones, is duplicated.
    """
    non_blank = [number for number, line in enumerate(lines) if line.strip()]
    duplicated = {number for number in non_blank if is_duplicated(lines[number])}
    for order in (non_blank, non_blank[::-1]):
        for previous, number in pairwise(order):
            if previous in duplicated and _split_duplicated(lines[number]) is not None:
                duplicated.add(number)
    return tuple(
        deduplicate_line(line) if n in duplicated else line for n, line in enumerate(lines)
    )


def _split_duplicated(line: str) -> list[str] | None:
    """Each run once, with white space; None if a run is not duplicated."""
    parts: list[str] = []
    for match in RUN.finditer(line):
        halves = [match[0]] if match["blank"] else _split_halves(match[0])
        if halves is None:
            return None
        parts += halves
    return parts


def _split_halves(text: str) -> list[str] | None:
    """The shortest list of strings that give `text` when each is written twice; None if none do."""
    shortest: dict[int, list[str]] = {len(text): []}
    for start in range(len(text) - 2, -1, -1):
        for size in range((len(text) - start) // 2, 0, -1):
            middle, end = start + size, start + 2 * size
            if end in shortest and text[start:middle] == text[middle:end]:
                parts = [text[start:middle], *shortest[end]]
                if start not in shortest or len(parts) < len(shortest[start]):
                    shortest[start] = parts
    return shortest.get(0)
