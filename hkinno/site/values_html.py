"""Values of the API as HTML, in the language of the page."""

import re
from datetime import datetime
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from hkinno.registry.formats.jsonld_context import SAME_AS_URLS
from hkinno.site.formats import format_date, format_quantity
from hkinno.site.html import format_html, join_html
from hkinno.site.labels import VOCABULARY_OF_FIELD, pick, word_label
from hkinno.site.language import gettext as _
from hkinno.site.language import language_tag

DAY = r"(?:\d{4}(?:-\d\d){0,2})"
DATE = re.compile(rf"{DAY}|(?:{DAY}|\.\.)/(?:{DAY}|\.\.)")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)")
MAX_URL_LENGTH = 60  # characters shown
SEPARATORS = {"en": ", ", "zh-Hant": "、"}
# What tells a record without a name from others.
ABOUT_FIELDS = ("indicator", "programme", "funder", "subject")
# Pages for people: GRID has none any more, and Wikidata's entities are for programs.
IDENTIFIER_URLS = {scheme: SAME_AS_URLS[scheme] for scheme in ("ror", "isni", "fundref")}
IDENTIFIER_URLS["wikidata"] = "https://www.wikidata.org/wiki/{}"
HAN = re.compile("[\u3400-\u9fff]")
LATIN = re.compile("[A-Za-z]{2}")


def value_html(value: Any, field: str = "", resource: str = "") -> SafeString | str:
    """A value of a field of a resource, as the API represents it."""
    if value is None or value == "":
        return format_html('<span class="unknown">{}</span>', _("not known"))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        items = (value_html(item, field, resource) for item in value)
        return join_html(SEPARATORS[language_tag()], items)
    if isinstance(value, dict):
        return object_html(value)
    return text_html(str(value), field, resource)


def object_html(value: dict[str, Any]) -> SafeString | str:
    """An object: a record in brief, a quantity, a language map, or an element of a list."""
    if "resource" in value:
        return record_link(value)
    if "qualifier" in value:
        return format_html('<span class="quantity">{}</span>', format_quantity(value))
    if "zh-Hant" in value:
        return language_map_html(value)
    if "latitude" in value:
        return f"{value['latitude']}°, {value['longitude']}°"
    if "scheme" in value:
        return identifier_html(value["scheme"], value["id"])
    if "lang" in value:
        return format_html('<span lang="{}">{}</span>', value["lang"], value["value"])
    return str(value.get("id", ""))


def identifier_html(scheme: str, key: str) -> SafeString | str:
    """An identifier after the name of its scheme, as a link where the scheme has pages."""
    text = f"{word_label('scheme', scheme)} {key}"
    url = IDENTIFIER_URLS.get(scheme)
    if url is None:
        return text
    return format_html('<a href="{}" rel="noopener">{}</a>', url.format(key.replace(" ", "")), text)


def text_html(text: str, field: str, resource: str) -> SafeString | str:
    """A word of a closed list, a date, a link or plain text."""
    if field == "kind" or field in VOCABULARY_OF_FIELD:
        return word_label(field, text, resource)
    if DATE.fullmatch(text):
        return format_date(text, field)
    if INSTANT.fullmatch(text):
        day = datetime.fromisoformat(text).date().isoformat()
        return format_html('<time datetime="{}">{}</time>', text, format_date(day))
    if text.startswith(("http://", "https://")):
        shown = text if len(text) <= MAX_URL_LENGTH else f"{text[:MAX_URL_LENGTH]}…"
        return format_html('<a href="{}" rel="noopener">{}</a>', text, shown)
    return mark_language(text)


def mark_language(text: str, tag: str = "") -> SafeString | str:
    """The text, with its language if that is not the language of the page."""
    if not tag:
        tag = "zh-Hant" if HAN.search(text) else "en" if LATIN.search(text) else language_tag()
    return text if tag == language_tag() else format_html('<span lang="{}">{}</span>', tag, text)


def language_map_html(names: dict[str, Any]) -> SafeString | str:
    text, tag = pick(names)
    return mark_language(text, tag) if text else value_html(None)


def other_name(names: dict[str, Any]) -> SafeString | str:
    """The text of a language map in the language that is not the page's."""
    tag = "en" if language_tag() == "zh-Hant" else "zh-Hant"
    is_shown = names.get(language_tag()) and names.get(tag)
    return mark_language(names[tag], tag) if is_shown else ""


def record_title(record: dict[str, Any]) -> SafeString | str:
    """What a record is called, with its language."""
    return mark_language(*title_and_language(record))


def title_and_language(record: dict[str, Any]) -> tuple[str, str]:
    """What a record is called: its name, what it promises, what it is about, or its id."""
    for field in ("name", "statement"):
        text, tag = pick(record.get(field) or {})
        if text:
            return text, tag
    about = [record[field] for field in ABOUT_FIELDS if record.get(field)]
    about += [relation["record"] for relation in relations_to(record, "recipient")]
    names = list(dict.fromkeys(title_and_language(other)[0] for other in about))
    period = format_date(record["period"]) if record.get("period") else ""
    if not any(period in name for name in names):
        names.append(period)
    return _(", ").join(names) or record["id"], language_tag()


def relations_to(record: dict[str, Any], role: str) -> list[dict[str, Any]]:
    """The relations of a record to others in a role, as those of a person to their posts."""
    relations = record.get("relations", ())
    return [r for r in relations if (r["role"], r["direction"]) == (role, "out")]


def record_path(record: dict[str, Any]) -> str:
    """The path of the page of a record in the language of the page."""
    return f"{record_prefix(record['resource'], language_tag())}{record['id']}/"


@cache
def record_prefix(resource: str, language: str) -> str:
    """The path of the pages of a resource in the active language, which has this tag.

    `reverse` takes long for each of them.
    """
    return reverse("record", args=[resource, "id"]).removesuffix("id/")


def record_link(record: dict[str, Any]) -> SafeString:
    return format_html('<a href="{}">{}</a>', record_path(record), record_title(record))
