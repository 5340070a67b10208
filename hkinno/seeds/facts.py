"""The facts of a seed file: one mapping each, from which a statement is made."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from hkinno.registry.models.properties import statement_properties
from hkinno.registry.models.statement import MAX_LINES
from hkinno.registry.values.normalize import normalize_date, normalize_value
from hkinno.registry.vocabularies.record_choices import Modality, Rank

# The keys of a fact other than its property.
ATTRIBUTES = frozenset(
    "printed lines also_lines modality as_of rank rank_reason note basis source key id"
    " relation".split()
)
# Why a fact holds although the cue words of its lines do not say so: see docs/seeds.md.
BASES = frozenset("name heading context other-clause continuing content inference".split())
MAX_PRINTED_LENGTH = 60


class SeedError(ValueError):
    """Invalid seeds; the message has one problem on each line."""


@dataclass(frozen=True)
class Fact:
    """A statement before it is stored. `value` is normalized, `lines` is (first, last) or None."""

    subject: str
    property: str
    value: Any
    source: str
    printed: str = ""
    lines: tuple[int, int] | None = None
    also_lines: list[list[int]] = field(default_factory=list)
    modality: str = "stated"
    as_of: str | None = None
    rank: str = "normal"
    rank_reason: str = ""
    note: str = ""
    basis: str = ""
    key: str = ""
    # The ids of the statement and of the relation, if they are not those that follow from the fact.
    given_id: str = ""
    relation: str = ""

    @cached_property
    def id(self) -> str:
        """SUBJECT.PROPERTY.SOURCE.LINE[.KEY], which does not depend on the order in the file."""
        parts = (self.subject, self.property, self.source, self.lines and self.lines[0], self.key)
        return self.given_id or ".".join(str(part) for part in parts if part)

    @cached_property
    def line_ranges(self) -> list[tuple[int, int]]:
        """All cited lines as (first, last)."""
        return [*filter(None, [self.lines]), *((first, last) for first, last in self.also_lines)]


def parse_fact(subject: str, resource: str, raw: object, source: str) -> Fact:
    """Parse one entry under `facts`. Raises SeedError."""
    if not isinstance(raw, dict):
        raise SeedError(f"{subject}: {raw!r} is not a fact")
    properties = sorted(set(raw) - ATTRIBUTES)
    if len(properties) != 1:
        raise SeedError(f"{subject}: a fact has exactly one property, not {properties}")
    name = properties[0]
    if name not in statement_properties():
        raise SeedError(f"{subject}: {name} is not a property")
    if resource not in statement_properties()[name].subjects:
        raise SeedError(f"{subject}: {name} is not a property of {resource}")
    attributes = {key: raw[key] for key in ATTRIBUTES & set(raw) if raw[key] is not None}
    with _errors_prefixed(f"{subject}.{name}"):
        parsed: dict[str, Any] = {"value": normalize_value(name, raw[name]), "source": source}
        if "lines" in attributes:
            parsed["lines"] = parse_line_range(attributes.pop("lines"))
        parsed["also_lines"] = [
            list(parse_line_range(lines)) for lines in attributes.pop("also_lines", [])
        ]
        if "as_of" in attributes:
            parsed["as_of"] = normalize_date(attributes.pop("as_of"))
        parsed |= _parse_texts(attributes)
    return Fact(subject=subject, property=name, **parsed)


@contextlib.contextmanager
def _errors_prefixed(prefix: str) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise SeedError(f"{prefix}: {error}") from error


def _parse_texts(attributes: dict[str, object]) -> dict[str, str]:
    texts = {key: str(value).strip() for key, value in attributes.items()}
    texts |= {"given_id": texts.pop("id", "")}
    if len(texts.get("printed", "")) > MAX_PRINTED_LENGTH:
        raise ValueError(f"printed has more than {MAX_PRINTED_LENGTH} characters")
    if texts.get("modality", "stated") not in Modality.values:
        raise ValueError(f"{texts['modality']!r} is not a modality")
    if texts.get("basis") and texts["basis"] not in BASES:
        raise ValueError(f"{texts['basis']!r} is not a basis")
    if texts.get("basis") == "inference" and not texts.get("note"):
        raise ValueError("an inference needs a note")
    if texts.get("rank", "normal") not in Rank.values:
        raise ValueError(f"{texts['rank']!r} is not a rank")
    if texts.get("rank", "normal") != "normal" and not texts.get("rank_reason"):
        raise ValueError("a rank other than normal needs a rank_reason")
    return texts


def parse_line_range(text: object) -> tuple[int, int]:
    """Parse `206` or `202-206` as (first, last). Raises ValueError."""
    first, dash, last = str(text).partition("-")
    if not first.strip().isdigit() or (dash and not last.strip().isdigit()):
        raise ValueError(f"{text!r} is not a line number or a range of lines")
    lower, upper = int(first), int(last if dash else first)
    if not 1 <= lower <= upper < lower + MAX_LINES:
        raise ValueError(f"lines {text} are not ascending, or more than {MAX_LINES}")
    return lower, upper
