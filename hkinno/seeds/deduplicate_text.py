"""Lines in which a newspaper's file holds each run of characters twice (bold print made by two).

The rule, seen in two articles and exact in each of their doubled lines: a line falls into runs
of one script (Chinese characters, digits, Latin letters, other signs), and every run stands twice
in a row: 香港香港20182018年年，，. White space stands once. So the thousands of a number are
doubled group by group (44,,000000 is 4,000), signs that follow one another together (。」。」),
and a line that breaks within a word is doubled by itself. Where a character is set apart, as an
initial or behind a name, runs of one script meet, each doubled by itself (甲甲乙丙乙丙).
"""

import re
from itertools import pairwise

RUN = re.compile(
    r"(?P<chinese>[\u3400-\u9fff\uf900-\ufaff〇]+)|(?P<digits>\d+)|(?P<latin>[^\W\d_\u3400-\u9fff]+)"
    r"|(?P<blank>\s+)|(?P<signs>(?:[^\w\s]|_)+)"
)
# As many Chinese characters, twice in a row, hardly stand in a line that is whole by chance.
EVIDENCE = 3


def undoubled(line: str) -> str:
    """The line with each run once; a line whose runs are not all doubled, as it is.

    It does not ask for evidence: 22 becomes 2. Ask `is_doubled` first, or `undoubled_lines`.
    """
    runs = _runs(line)
    return line if runs is None else "".join(runs)


def is_doubled(line: str) -> bool:
    """Whether all runs of the line are doubled, one of three or more Chinese characters among them.

    `謝謝`, `2020` or `——` alone is no evidence.
    """
    return any(len(run) >= EVIDENCE and _is_chinese(run) for run in _runs(line) or ())


def undoubled_lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    """All lines, those of doubled stretches undone, the others untouched.

    A stretch has lines that are doubled on evidence, and those next to them, blank lines aside,
    that are doubled too but too short to show it (圳圳).
    """
    shown = [number for number, line in enumerate(lines) if line.strip()]
    doubled = {number for number in shown if is_doubled(lines[number])}
    for order in (shown, shown[::-1]):
        for before, number in pairwise(order):
            if before in doubled and _runs(lines[number]) is not None:
                doubled.add(number)
    return tuple(undoubled(line) if n in doubled else line for n, line in enumerate(lines))


def _is_chinese(run: str) -> bool:
    return RUN.match(run).lastgroup == "chinese"


def _runs(line: str) -> list[str] | None:
    """Each run once and white space as it is; None if a run is not doubled, or there is none."""
    runs: list[str] = []
    for match in RUN.finditer(line):
        once = [match[0]] if match.lastgroup == "blank" else _halves(match[0])
        if once is None:
            return None
        runs += once
    return runs


def _halves(text: str) -> list[str] | None:
    """The fewest strings that, each written twice, make the text; None if none do."""
    best: dict[int, list[str]] = {len(text): []}
    for start in range(len(text) - 2, -1, -1):
        for size in range((len(text) - start) // 2, 0, -1):
            middle, end = start + size, start + 2 * size
            if end in best and text[start:middle] == text[middle:end]:
                rest = best[end]
                if start not in best or len(rest) + 1 < len(best[start]):
                    best[start] = [text[start:middle], *rest]
    return best.get(0)
