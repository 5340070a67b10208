"""One fact of a seed file: read, completed and given its id."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hkinno.registry.models.properties import statement_properties
from hkinno.registry.models.statement import MOST_LINES
from hkinno.registry.values.normalize import normalised
from hkinno.registry.values.partial_dates import PartialDateError, parse, text_of
from hkinno.registry.vocabularies.record_terms import Modality, Rank

# What may stand in a fact beside its property.
FRAME = frozenset(
    [
        "printed",
        "lines",
        "also_lines",
        "modality",
        "as_of",
        "rank",
        "rank_reason",
        "note",
        "source",
        "key",
    ]
)
MOST_PRINTED = 60


class SeedError(ValueError):
    """What is wrong in the seeds, a line a fault."""


@dataclass(frozen=True)
class Fact:
    """A statement in the making: `value` is normalised, `lines` is (first, last) or None."""

    subject: str
    property: str
    value: object
    source: str
    printed: str = ""
    lines: tuple[int, int] | None = None
    also_lines: list[list[int]] = field(default_factory=list)
    modality: str = "stated"
    as_of: str | None = None
    rank: str = "normal"
    rank_reason: str = ""
    note: str = ""
    key: str = ""

    @property
    def id(self) -> str:
        """SUBJECT.PROPERTY.SOURCE.LINE[.KEY]: nothing in it moves when a file is re-ordered."""
        parts = (self.subject, self.property, self.source, self.lines and self.lines[0], self.key)
        return ".".join(str(part) for part in parts if part)

    @property
    def places(self) -> list[tuple[int, int]]:
        """Every stretch of lines that it cites."""
        return [span for span in (self.lines, *map(tuple, self.also_lines)) if span]


def read_fact(subject: str, resource: str, raw: object, source: str) -> Fact:
    """The fact that a mapping of a seed file states. Raises SeedError."""
    if not isinstance(raw, dict):
        raise SeedError(f"{subject}: {raw!r} is not a fact")
    properties = sorted(set(raw) - FRAME)
    if len(properties) != 1:
        raise SeedError(f"{subject}: one property a fact, not {properties}")
    name = properties[0]
    if name not in statement_properties():
        raise SeedError(f"{subject}: {name} is not a property")
    if resource not in statement_properties()[name].subjects:
        raise SeedError(f"{subject}: {name} is not said of {resource}")
    where = f"{subject}.{name}"
    frame = {key: value for key, value in raw.items() if key in FRAME and value is not None}
    return Fact(
        subject=subject,
        property=name,
        value=_tried(where, normalised, name, raw[name]),
        source=frame.pop("source", source),
        lines=_tried(where, span, frame.pop("lines")) if "lines" in frame else None,
        also_lines=[list(_tried(where, span, each)) for each in frame.pop("also_lines", [])],
        as_of=_tried(where, date_text, frame.pop("as_of")) if "as_of" in frame else None,
        **_words(where, frame),
    )


def _words(where: str, frame: dict) -> dict:
    words = {key: str(value).strip() for key, value in frame.items()}
    words["printed"] = words.get("printed", "")
    if len(words["printed"]) > MOST_PRINTED:
        raise SeedError(f"{where}: printed is a few words, at most {MOST_PRINTED} characters")
    if words.get("modality", "stated") not in Modality.values:
        raise SeedError(f"{where}: {words['modality']!r} is not a modality")
    if words.get("rank", "normal") not in Rank.values:
        raise SeedError(f"{where}: {words['rank']!r} is not a rank")
    if words.get("rank", "normal") != "normal" and not words.get("rank_reason"):
        raise SeedError(f"{where}: a rank that is not normal says why")
    return words


def _tried(where: str, reader: Callable, *arguments) -> Any:
    try:
        return reader(*arguments)
    except ValueError as error:
        raise SeedError(f"{where}: {error}") from error


def span(text: object) -> tuple[int, int]:
    """`206` or `202-206` as first and last line. Raises ValueError."""
    first, dash, last = str(text).partition("-")
    if not first.strip().isdigit() or (dash and not last.strip().isdigit()):
        raise ValueError(f"{text!r} is not a line or a stretch of lines")
    lower, upper = int(first), int(last if dash else first)
    if not 1 <= lower <= upper < lower + MOST_LINES:
        raise ValueError(f"lines {text} are not in order, or more than {MOST_LINES}")
    return lower, upper


def date_text(text: object) -> str:
    """The one text of a partial date. Raises ValueError."""
    try:
        return text_of(parse(str(text)))
    except PartialDateError as error:
        raise ValueError(str(error)) from error
