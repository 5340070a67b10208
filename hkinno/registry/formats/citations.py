"""Citations of sources, records and statements, as items of CSL-JSON.

A source is cited as what it is. A record or a statement is cited as an entry of the registry, whose
title names the sources, because styles print nothing else of a data set that could. Facts are
corrected, so these citations name the revision of the data and the day of access.

See https://docs.citationstyles.org/en/stable/specification.html.
"""

from datetime import date
from typing import Any, NamedTuple

from hkinno.registry.formats.date_texts import format_date
from hkinno.registry.models.properties import statement_properties
from hkinno.registry.values.typed_values import typed_values

REGISTRY = {
    "en": "hkinno: an open registry of Hong Kong's innovation and technology",
    "zh-Hant": "hkinno：香港創新科技開放註冊庫",
}
# The CSL types of kinds of sources.
SOURCE_TYPES = {
    "article": "article-newspaper",
    "open-registry": "dataset",
    "official-page": "webpage",
    "news-report": "article-newspaper",
    "editorial-note": "document",
}
MAX_SOURCES = 3  # that a title names
# The columns that say what a record without a name is about.
ABOUT = ("programme", "indicator", "place")
WORDS = {
    "en": {
        "source": "source: {}",
        "more": "and {} more sources",
        "line": "line {}",
        "lines": "lines {}–{}",
        "page": "p. {}",
        "quotes": "“{}”",
        "value": " “{}”",
        "colon": ": ",
        "comma": ", ",
        "semicolon": "; ",
        "brackets": " ({})",
    },
    "zh-Hant": {
        "source": "來源：{}",
        "more": "及另外 {} 個來源",
        "line": "第 {} 行",
        "lines": "第 {} 至 {} 行",
        "page": "第 {} 版",
        "quotes": "「{}」",
        "value": "「{}」",
        "colon": "：",
        "comma": "，",
        "semicolon": "；",
        "brackets": "（{}）",
    },
}
Item = dict[str, Any]


class CitedState(NamedTuple):
    """What is cited: a revision of the data, when the row last changed, the day, the language."""

    revision: int
    changed_on: date
    accessed: date
    language: str


def cite_source(source: Item, state: CitedState) -> Item:
    """The citation of a source as what it is, from its JSON; of an article, the printed one."""
    is_online = bool(source["original_url"])
    return drop_empty(
        {
            "id": source["id"],
            "type": SOURCE_TYPES[source["kind"]],
            "language": state.language,
            "title": pick(source["name"], state.language) or source["id"],
            "author": [{"literal": name} for name in (source["byline"] or "").split("、") if name],
            "container-title": publisher(source, state.language),
            "issued": date_parts(source["published"]),
            "page": source["page"],
            "URL": source["original_url"] or "",
            "accessed": date_parts(source["accessed"]) if is_online else None,
            "note": source["url"],
        }
    )


def cite_record(record: Item, state: CitedState) -> Item:
    """The citation of a record, from its JSON with expanded sources."""
    words = WORDS[state.language]
    # Articles first: their facts, and not identifiers, are what a record is about.
    sources = sorted(record["sources"], key=lambda source: source["kind"] != "article")
    references = [describe_source(source, state.language) for source in sources[:MAX_SOURCES]]
    if others := sources[MAX_SOURCES:]:
        references.append(words["more"].format(len(others)))
    return cite_entry(
        record, record_title(record, state.language), words["semicolon"].join(references), state
    )


def record_title(record: Item, language: str) -> str:
    """What a record is called: its name, the wording of a target, or else what it is about."""
    for texts in (record["name"], record.get("statement")):
        if texts and (text := pick(texts, language)):
            return text.rstrip(".。")
    about = [record[name] for name in ABOUT if record.get(name)]
    about += [item["record"] for item in record.get("relations", ()) if item["role"] == "recipient"]
    parts = [pick(other["name"], language) or other["id"] for other in about]
    if parts and record.get("period"):
        parts.append(format_date(record["period"], language))
    return WORDS[language]["comma"].join(parts) or str(record["id"])


def cite_statement(statement: Item, state: CitedState) -> Item:
    """The citation of a statement, from its JSON with its source and subject expanded."""
    words = WORDS[state.language]
    name, subject = statement["property"], statement["subject"]
    rule = statement_properties()[name]
    label = rule.label if state.language == "en" else rule.label_zh
    value = statement["printed"] or typed_values(name, statement["value"])["value_text"]
    title = record_title(subject, state.language) + words["colon"] + label
    title += words["value"].format(value)
    reference = describe_source(statement["source"], state.language, statement["lines"])
    return cite_entry(statement, title, reference, state)


def cite_entry(row: Item, title: str, sources: str, state: CitedState) -> Item:
    """The citation of an entry of the registry."""
    words = WORDS[state.language]
    source = words["brackets"].format(words["source"].format(sources)) if sources else ""
    return {
        "id": row["id"],
        "type": "dataset",
        "language": state.language,
        "title": f"{title}{source}",
        "author": [{"literal": "hkinno"}],
        "publisher": REGISTRY[state.language],
        "version": str(state.revision),
        "issued": date_parts(state.changed_on.isoformat()),
        "accessed": date_parts(state.accessed.isoformat()),
        "URL": row["url"],
    }


def describe_source(source: Item, language: str, lines: list[int] | None = None) -> str:
    """A source in words: its title, the newspaper, the date, the page and the lines."""
    words = WORDS[language]
    name = pick(source["name"], language) or source["id"]
    published = source["published"]
    parts: list[Any] = [
        words["quotes"].format(name) if source["kind"] == "article" else name,
        publisher(source, language),
        published and format_date(published, language),
        source["page"] and words["page"].format(source["page"]),
        lines and words["line" if lines[0] == lines[1] else "lines"].format(*lines),
    ]
    return words["comma"].join(filter(None, parts))


def publisher(source: Item, language: str) -> str:
    """Who published a source; our own notes name the registry, and not "this registry"."""
    if source["kind"] == "editorial-note":
        return "hkinno"
    return pick(source["publisher"], language)


def pick(texts: dict[str, str | None], language: str) -> str:
    """The text in a language, or else in the other; empty if there is neither."""
    return texts[language] or next(filter(None, texts.values()), "")


def date_parts(partial_date: str | None) -> dict[str, list[list[int]]] | None:
    """A partial date as a date of CSL, which has no open intervals: of those the known end."""
    if partial_date is None:
        return None
    ends = [end for end in partial_date.split("/") if end != ".."]
    return {"date-parts": [[int(number) for number in end.split("-")] for end in ends]}


def drop_empty(item: Item) -> Item:
    return {key: value for key, value in item.items() if value}
