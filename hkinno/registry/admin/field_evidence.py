"""The statements about a record, shown beside the fields that they support."""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hkinno.registry.admin.forms.value_parsing import format_statement_value
from hkinno.registry.models import Record, Source, Statement
from hkinno.registry.vocabularies.bilingual_choices import in_language
from hkinno.registry.vocabularies.record_choices import Modality, Rank, Status

# The fields of properties that are called otherwise.
FIELDS = {"alias": "aliases", "coordinates": "latitude", "exists": "stage"}
MAX_SHOWN = 6  # statements beside a field; all are further down on the page


def show_evidence(form: Any, record: Record) -> None:
    """Add the statements about a record to the help texts of a form class."""
    by_field: dict[str, list[Statement]] = defaultdict(list)
    for statement in record.statements.for_api().order_by("id"):
        by_field[FIELDS.get(statement.property, statement.property)].append(statement)
    for name in by_field.keys() & form.base_fields.keys():
        field = copy(form.base_fields[name])  # a declared field is that of all forms
        field.help_text = format_html("{}{}", field.help_text, evidence_html(by_field[name]))
        form.base_fields[name] = field


def evidence_html(statements: list[Statement]) -> SafeString:
    items = format_html_join(
        "", "<li>{}</li>", ((statement_html(s),) for s in statements[:MAX_SHOWN])
    )
    left_out = len(statements) - MAX_SHOWN
    if left_out > 0:
        text = ngettext("%(number)s more statement", "%(number)s more statements", left_out)
        items = format_html("{}<li>{}</li>", items, text % {"number": left_out})
    return format_html('<ul class="evidence">{}</ul>', items)


def statement_html(statement: Statement) -> SafeString:
    """The printed words, or else the value, with the source, the lines and what is unusual."""
    source: Source = statement.source
    words = format_html('<q lang="zh-Hant">{}</q>', statement.printed) if statement.printed else ""
    name = in_language(source.name_zh, source.name_en or source.name_zh)
    url = reverse("admin:registry_source_change", args=[source.pk])
    return format_html(
        '<code>{}</code> {} <a href="{}">{}</a>{}',
        format_statement_value(statement.value),
        words,
        url,
        name,
        "".join(f" · {text}" for text in statement_details(statement)),
    )


def statement_details(statement: Statement) -> list[str]:
    """The lines, and what distinguishes it from a normal statement of a fact."""
    details = []
    if statement.first_line is not None and statement.last_line is not None:
        first, last = statement.first_line, statement.last_line
        text = ngettext("line %(lines)s", "lines %(lines)s", last - first + 1)
        details.append(text % {"lines": first if first == last else f"{first}–{last}"})
    if statement.as_of:
        details.append(_("as of %(date)s") % {"date": statement.as_of})
    words: list[tuple[Any, str, str]] = [
        (Modality, statement.modality, Modality.STATED),
        (Rank, statement.rank, Rank.NORMAL),
        (Status, statement.source.status, Status.PUBLISHED),
    ]
    unusual = [choices[word.upper()] for choices, word, usual in words if word != usual]
    return details + [str(in_language(member.label_zh, member.label)) for member in unusual]
