"""Statements as a list of evidence: templates take long for the many of a page."""

from collections.abc import Iterator, Mapping

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from hkinno.site.evidence import Json
from hkinno.site.formats import format_date
from hkinno.site.html import Html, format_html, join_html
from hkinno.site.labels import pick, word_label
from hkinno.site.language import gettext as _
from hkinno.site.values_html import (
    language_map_html,
    record_path,
    record_title,
    title_and_language,
    value_html,
)

BADGE = '<span class="badge {}">{}</span>'
STATEMENT = """<li class="is-{} rank-{}">
  {}<span class="where">{}</span>
  {}</li>
"""


def evidence_html(
    statements: list[Json], sources: Mapping[str, Json], certainty: str = ""
) -> SafeString:
    """The printed words of statements, where they are, and what is special about them.

    `sources` are those that are known in detail, by id. A modality is shown unless it is the
    `certainty` that stands beside the list.
    """
    items = [statement_html(statement, sources, certainty) for statement in statements]
    return format_html('<ul class="evidence">\n{}</ul>', join_html("", items))


def statement_html(statement: Json, sources: Mapping[str, Json], certainty: str) -> SafeString:
    printed: Html = ""
    if statement["printed"]:
        quotation = '<q lang="zh-Hant" class="printed">{}</q>\n  '
        printed = format_html(quotation, statement["printed"])
    places = where(statement, sources.get(statement["source"]["id"], {}))
    return format_html(
        STATEMENT,
        *(statement["modality"], statement["rank"], printed),
        join_html(_(", "), places),
        join_html("\n  ", remarks(statement, certainty)),
    )


def where(statement: Json, source: Json) -> Iterator[Html]:
    """The source of a statement, as a link to the lines, its publisher, date, page and lines."""
    address, lines = record_path(statement["source"]), statement["lines"]
    if lines:
        address += f"?line__gte={lines[0]}#line-{lines[0]}"
    yield format_html('<a href="{}">{}</a>', address, record_title(statement["source"]))
    publisher = pick(source.get("publisher") or {})[0]
    if publisher and publisher not in title_and_language(statement["source"])[0]:
        yield language_map_html(source["publisher"])
    if source.get("published"):
        yield value_html(source["published"], "published")
    if source.get("page"):
        yield _("page %(page)s") % {"page": source["page"]}
    if lines:
        yield lines_in_words(lines)


def remarks(statement: Json, certainty: str) -> Iterator[Html]:
    """The modality and rank of a statement if they are special, its date and its notes."""
    modality, rank = statement["modality"], statement["rank"]
    if modality not in ("stated", certainty):
        yield format_html(BADGE, f"modality-{modality}", word_label("modality", modality))
    if rank != "normal":
        yield format_html(BADGE, "rank", word_label("rank", rank))
    if statement["as_of"]:
        text = _("as of %(date)s") % {"date": format_date(statement["as_of"])}
        yield format_html('<span class="as-of">{}</span>', text)
    if statement["rank_reason"] or statement["note"]:
        yield format_html('<p class="note">{}</p>', note_html(statement))


def note_html(statement: Json) -> SafeString:
    """The notes of the editors, which are in English."""
    note = f"{statement['rank_reason'] or ''} {statement['note'] or ''}".strip()
    return format_html('{}<span lang="en">{}</span>', _("Editors' note: "), note)


def lines_in_words(lines: list[int]) -> str:
    """“Line 206”, “lines 206–208”."""
    first, last = lines
    text = ngettext("line %(lines)s", "lines %(lines)s", last - first + 1)
    return text % {"lines": line_numbers(lines)}


def line_numbers(lines: list[int]) -> str:
    """`206` or `206–208`."""
    first, last = lines
    return str(first) if first == last else f"{first}–{last}"
