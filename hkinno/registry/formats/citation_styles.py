"""Citations as text, BibTeX and RIS, from items of CSL-JSON."""

import re
from typing import Any

Item = dict[str, Any]
# Characters that have a meaning in LaTeX.
SPECIAL = re.compile(r"[&%$#_{}~^\\]")
ESCAPED = {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"}
BIBTEX_TYPES = {"article-newspaper": "article"}
RIS_TYPES = {"article-newspaper": "NEWS", "dataset": "DATA", "webpage": "ELEC"}
LANGUAGES = {"en": "english", "zh-Hant": "chinese"}  # of babel, for BibLaTeX


def to_text(item: Item) -> str:
    """A citation as a sentence or two."""
    is_english = item["language"] == "en"
    comma, stop = (", ", ". ") if is_english else ("，", "。")
    version, accessed = ("version {}", "accessed {}") if is_english else ("版本 {}", "{} 查閱")
    where = [
        item.get("container-title") or item.get("publisher"),
        item.get("version") and version.format(item["version"]),
        iso_date(item, "issued"),
        item.get("page"),
    ]
    address = [
        item.get("URL"),
        item.get("accessed") and accessed.format(iso_date(item, "accessed")),
    ]
    names = "、".join(author["literal"] for author in item.get("author", ()))
    sentences = [names, item["title"], *(comma.join(filter(None, p)) for p in (where, address))]
    return stop.join(filter(None, sentences)) + stop.rstrip() + "\n"


def to_bibtex(item: Item) -> str:
    """A citation as a BibTeX entry, with the fields of BibLaTeX for dates and languages."""
    issued = first_date(item, "issued")
    entry_type = BIBTEX_TYPES.get(item["type"], "misc")
    # Styles print no journal of another type.
    journal = "journal" if entry_type == "article" else "howpublished"
    fields = {
        "title": f"{{{escape_latex(item['title'])}}}",
        "author": " and ".join(f"{{{escape_latex(a['literal'])}}}" for a in item.get("author", ())),
        journal: escape_latex(item.get("container-title", "") or item.get("publisher", "")),
        "year": str(issued[0]) if issued else "",
        "month": str(issued[1]) if len(issued) > 1 else "",
        "date": iso_date(item, "issued"),
        "pages": escape_latex(item.get("page", "")),
        "version": escape_latex(item.get("version", "")),
        "url": item.get("URL", ""),
        "urldate": iso_date(item, "accessed"),
        "langid": LANGUAGES[item["language"]],
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@{entry_type}{{{item['id']},\n{''.join(lines)}}}\n"


def to_ris(item: Item) -> str:
    """A citation as an RIS record, with the line ends that the format asks for."""
    issued = first_date(item, "issued")
    lines = [
        ("TY", RIS_TYPES.get(item["type"], "GEN")),
        ("ID", item["id"]),
        ("TI", item["title"]),
        *(("AU", author["literal"]) for author in item.get("author", ())),
        ("T2", item.get("container-title")),
        ("PB", item.get("publisher")),
        ("PY", str(issued[0]) if issued else ""),
        ("DA", "/".join(f"{number:02}" for number in issued)),
        ("SP", item.get("page")),
        ("ET", item.get("version")),
        ("UR", item.get("URL")),
        ("Y2", "/".join(f"{number:02}" for number in first_date(item, "accessed"))),
        ("LA", item["language"]),
    ]
    return "".join(f"{tag}  - {text}\r\n" for tag, text in [*lines, ("ER", " ")] if text)


def first_date(item: Item, name: str) -> list[int]:
    """The year, month and day of a date, as far as they are known; empty without a date."""
    dates: list[list[int]] = item.get(name, {}).get("date-parts", [[]])
    return dates[0]


def iso_date(item: Item, name: str) -> str:
    """A date, or an interval of two, in the form of ISO 8601; empty without a date."""
    dates = item.get(name, {}).get("date-parts", [])
    return "/".join("-".join(f"{number:02}" for number in parts) for parts in dates)


def escape_latex(text: str) -> str:
    """Text with the special characters of LaTeX escaped."""
    return SPECIAL.sub(lambda match: ESCAPED.get(match[0], f"\\{match[0]}"), text)
