"""How to cite a record or a statement: as text, as CSL-JSON, as BibTeX.

A citation names the revision of the data and the day on which it was read, as facts are corrected.
"""

import re
from datetime import date
from typing import Any, NamedTuple

REGISTRY = "hkinno: an open registry of Hong Kong's innovation and technology"
# What BibTeX would take for a command.
SPECIAL = re.compile(r"[&%$#_{}~^\\]")
ESCAPED = {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"}


class Cited(NamedTuple):
    """What is cited, as of a revision that was read on a day."""

    id: str
    title: str
    url: str
    changed: date
    revision: int
    read_on: date
    note: str  # where it comes from: sources, and lines of them


def of_record(record: dict[str, Any], revision: int, changed: date, today: date) -> Cited:
    """The citation of a record, from its answer in JSON."""
    note = f"Sources: {'; '.join(map(title_of, record['sources']))}." if record["sources"] else ""
    return Cited(record["id"], title_of(record), record["url"], changed, revision, today, note)


def of_statement(statement: dict[str, Any], revision: int, changed: date, today: date) -> Cited:
    """The citation of a statement, from its answer in JSON: with its source and the lines."""
    title = f"{title_of(statement['subject'])}: {statement['property']}"
    lines = statement["lines"]
    where = f", lines {lines[0]}-{lines[1]}" if lines else ""
    printed = f" “{statement['printed']}”" if statement["printed"] else ""
    note = f"Source: {title_of(statement['source'])}{where}{printed}."
    return Cited(statement["id"], title, statement["url"], changed, revision, today, note)


def title_of(record: dict[str, Any]) -> str:
    """The names of a record; the id of one that has none."""
    return " ".join(filter(None, record["name"].values())) or record["id"]


def as_text(cited: Cited) -> str:
    """A sentence or two."""
    parts = [
        f"{cited.title}. {REGISTRY}. Revision {cited.revision} of the data.",
        cited.note,
        f"{cited.url} (accessed {cited.read_on.isoformat()}). CC0 1.0.",
    ]
    return " ".join(filter(None, parts)) + "\n"


def as_csl(cited: Cited) -> list[dict[str, Any]]:
    """CSL-JSON, as reference managers read it."""
    item = {
        "id": cited.id,
        "type": "dataset",
        "title": cited.title,
        "author": [{"literal": "hkinno"}],
        "container-title": REGISTRY,
        "version": f"revision {cited.revision}",
        "issued": {"date-parts": [parts(cited.changed)]},
        "accessed": {"date-parts": [parts(cited.read_on)]},
        "URL": cited.url,
        "note": cited.note,
    }
    return [{key: value for key, value in item.items() if value}]


def parts(day: date) -> list[int]:
    return [day.year, day.month, day.day]


def as_bibtex(cited: Cited) -> str:
    """An entry for a bibliography in LaTeX."""
    fields = {
        "title": f"{{{escaped(cited.title)}}}",
        "author": "{hkinno}",
        "howpublished": escaped(REGISTRY),
        "year": f"{cited.changed:%Y}",
        "month": f"{cited.changed.month}",
        "version": f"revision {cited.revision}",
        "url": cited.url,
        "urldate": cited.read_on.isoformat(),
        "note": escaped(cited.note),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@misc{{{cited.id},\n{''.join(lines)}}}\n"


def escaped(text: str) -> str:
    """Text that LaTeX prints as it stands."""
    return SPECIAL.sub(lambda found: ESCAPED.get(found[0], f"\\{found[0]}"), text)
