"""Template tags of the pages."""

import re
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hkinno.search.backend import MAX_LENGTH
from hkinno.site import evidence_html, labels, rows_html, values_html
from hkinno.site.formats import format_date, format_quantity
from hkinno.site.html import escape, format_html, join_html
from hkinno.site.language import language_tag
from hkinno.site.pages.lists import list_title

SHORT_TITLE = 40  # characters; Chinese ones are twice as wide
CITATION_STYLES = {"text": _("Text"), "bibtex": "BibTeX", "csl-json": "CSL JSON", "ris": "RIS"}

register = template.Library()

register.simple_tag(values_html.value_html, name="value_of")
register.simple_tag(evidence_html.evidence_html, name="evidence")
register.simple_tag(rows_html.group_html, name="relation_rows")
register.simple_tag(rows_html.passages_html, name="passages")
register.filter("lines", evidence_html.lines_in_words)
register.filter("field_label", labels.field_label)
register.filter("record_type", labels.record_type)
register.filter("resource_label", labels.resource_label)
register.filter("record_title", values_html.record_title)
register.filter("stage", rows_html.stage_html)
register.filter("relation_row", rows_html.relation_html)
register.filter("record_path", values_html.record_path)
register.filter("record_link", values_html.record_link)
register.filter("other_name", values_html.other_name)
register.filter("value", values_html.value_html)
register.filter("pick", values_html.language_map_html)
register.filter("date_in_words", format_date)
register.filter("list_label", list_title)


@register.simple_tag(takes_context=True)
def current(context: template.Context, address: str) -> str:
    """The attribute of a link to this page, or to the section that it is in."""
    path = context["request"].path
    if not path.startswith(address):
        return ""
    return SafeString(f' aria-current="{"page" if path == address else "true"}"')


@register.simple_tag
def max_search_length() -> int:
    """The number of characters that a search may have."""
    return MAX_LENGTH


@register.simple_tag
def list_separator() -> str:
    """What stands between the items of a list."""
    return values_html.SEPARATORS[language_tag()]


@register.filter
def word(value: str, field: str) -> str:
    """What a word of the closed list of a field is called."""
    return labels.word_label(field, value)


@register.filter
def pick_text(names: dict[str, Any] | None) -> str:
    """The text of a language map without markup; empty if there is none."""
    return labels.pick(names or {})[0]


@register.filter
def short_title(record: dict[str, Any]) -> str:
    """A title that fits into a drawing."""
    text = plain_title(record)
    width = SHORT_TITLE // 2 if language_tag() == "zh-Hant" else SHORT_TITLE
    return text if len(text) <= width else f"{text[: width - 1]}…"


@register.filter
def short_quantity(quantity: dict[str, Any]) -> str:
    """A quantity for a drawing that names what it counts elsewhere; a percentage keeps its sign."""
    unit = quantity["unit"] if quantity["unit"] in ("percent", "rank") else None
    return format_quantity(quantity | {"unit": unit})


@register.filter
def citation_style(style: str) -> str:
    """What a style of citations is called."""
    return str(CITATION_STYLES.get(style, style.upper()))


@register.filter
def other_matches(hit: dict[str, Any]) -> list[dict[str, Any]]:
    """The matching texts of a search result but for the names that head it."""
    return [match for match in hit["matches"] if match["value"] not in hit["name"].values()]


@register.filter
def highlighted(match: dict[str, Any]) -> SafeString:
    """A text of a search result with its matching words marked."""
    text, words = match["value"], sorted(match["words"], key=len, reverse=True)
    if not words:
        return SafeString(escape(text))
    pattern = re.compile("|".join(map(re.escape, words)))
    pieces, position = [], 0
    for word in pattern.finditer(text):
        pieces += [text[position : word.start()], format_html("<mark>{}</mark>", word[0])]
        position = word.end()
    return join_html("", [*pieces, text[position:]])


@register.filter
def number(count: int) -> str:
    """A whole number with separators of thousands, which Hong Kong writes in both languages."""
    return f"{count:,}"


@register.filter
def percent(share: float | None) -> str:
    """A share in per cent; a dash if there is none."""
    return "–" if share is None else f"{share:.0%}"


@register.filter
def plain_title(record: dict[str, Any]) -> str:
    """The title of a record without markup."""
    return values_html.title_and_language(record)[0]
