"""Citations of records and statements: as text, CSL-JSON and BibTeX.

Facts are corrected, so a citation names the revision of the data and the day of access.
"""

import re
from datetime import date
from typing import Any, NamedTuple

REGISTRY = "hkinno: an open registry of Hong Kong's innovation and technology"
# Characters that have a meaning in LaTeX.
SPECIAL = re.compile(r"[&%$#_{}~^\\]")
ESCAPED = {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"}


class Citation(NamedTuple):
    """A cited record or statement, as of a revision of the data."""

    id: str
    title: str
    url: str
    changed_on: date
    revision: int
    accessed: date
    note: str  # its sources and their lines


def cite_record(record: dict[str, Any], revision: int, changed_on: date, today: date) -> Citation:
    """The citation of a record, from its JSON representation."""
    note = f"Sources: {'; '.join(map(get_title, record['sources']))}." if record["sources"] else ""
    return Citation(
        record["id"], get_title(record), record["url"], changed_on, revision, today, note
    )


def cite_statement(
    statement: dict[str, Any], revision: int, changed_on: date, today: date
) -> Citation:
    """The citation of a statement, from its JSON representation, with source and lines."""
    title = f"{get_title(statement['subject'])}: {statement['property']}"
    lines = statement["lines"]
    where = f", lines {lines[0]}-{lines[1]}" if lines else ""
    printed = f" “{statement['printed']}”" if statement["printed"] else ""
    note = f"Source: {get_title(statement['source'])}{where}{printed}."
    return Citation(statement["id"], title, statement["url"], changed_on, revision, today, note)


def get_title(record: dict[str, Any]) -> str:
    """The names of a record, or its id if it has none."""
    return " ".join(filter(None, record["name"].values())) or record["id"]


def to_text(citation: Citation) -> str:
    """The citation as a sentence or two."""
    parts = [
        f"{citation.title}. {REGISTRY}. Revision {citation.revision} of the data.",
        citation.note,
        f"{citation.url} (accessed {citation.accessed.isoformat()}). CC0 1.0.",
    ]
    return " ".join(filter(None, parts)) + "\n"


def to_csl(citation: Citation) -> list[dict[str, Any]]:
    """The citation as CSL-JSON, for reference managers."""
    item = {
        "id": citation.id,
        "type": "dataset",
        "title": citation.title,
        "author": [{"literal": "hkinno"}],
        "container-title": REGISTRY,
        "version": f"revision {citation.revision}",
        "issued": {"date-parts": [date_parts(citation.changed_on)]},
        "accessed": {"date-parts": [date_parts(citation.accessed)]},
        "URL": citation.url,
        "note": citation.note,
    }
    return [{key: value for key, value in item.items() if value}]


def date_parts(day: date) -> list[int]:
    return [day.year, day.month, day.day]


def to_bibtex(citation: Citation) -> str:
    """The citation as a BibTeX entry."""
    fields = {
        "title": f"{{{escape_latex(citation.title)}}}",
        "author": "{hkinno}",
        "howpublished": escape_latex(REGISTRY),
        "year": f"{citation.changed_on:%Y}",
        "month": f"{citation.changed_on.month}",
        "version": f"revision {citation.revision}",
        "url": citation.url,
        "urldate": citation.accessed.isoformat(),
        "note": escape_latex(citation.note),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@misc{{{citation.id},\n{''.join(lines)}}}\n"


def escape_latex(text: str) -> str:
    """Text with the special characters of LaTeX escaped."""
    return SPECIAL.sub(lambda match: ESCAPED.get(match[0], f"\\{match[0]}"), text)
