"""What the forms of an admin page submit: for rows of the history, and in a request.

Values are compared and merged as the texts that a browser submits, so that invalid input is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django import forms
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import Model
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.http import HttpRequest, QueryDict

from hkinno.registry.history import Row, RowKey

# The submitted texts of one form: `{field name: texts}`.
FormData = dict[str, list[str]]
Fields = Mapping[str, forms.Field]

MAX_NEW_ROWS = 100  # of an inline, in one save; a revert adds all rows that were deleted again


class Inline(NamedTuple):
    """The forms of one inline: one for each row of a table."""

    prefix: str
    foreign_key: str
    model: type[Model]
    fields: Fields


class PageForms(NamedTuple):
    """The forms that a user may change on the page of an object."""

    tables: frozenset[str]
    fields: Fields
    inlines: list[Inline]
    read_only: list[str]  # the prefixes of the inlines that the user may only view


class SubmittedRow(NamedTuple):
    id: str  # empty for a new row
    data: FormData
    is_deleted: bool


class Submission(NamedTuple):
    fields: FormData
    rows: dict[str, list[SubmittedRow]]  # by the prefix of the inline


class PageState(NamedTuple):
    """What the forms of an object would submit unchanged at some revision."""

    fields: FormData | None  # None if the object did not exist
    rows: dict[str, dict[str, FormData]]  # by the prefix of the inline and the id of the row


def page_forms(model_admin: Any, request: HttpRequest, obj: Model | None) -> PageForms:
    """The forms of the page of `obj`; None stands for an object that has been deleted."""
    options = model_admin.model._meta
    names = flatten_fieldsets(model_admin.get_fieldsets(request, obj))
    form = model_admin.get_form(request, obj, change=True, fields=names)
    inlines, read_only = [], []
    for formset, inline in model_admin.get_formsets_with_inlines(request, obj):
        prefix, fields = formset.get_default_prefix(), formset.form.base_fields
        if inline.has_change_permission(request, obj):
            inlines.append(Inline(prefix, formset.fk.name, formset.model, fields))
        else:
            read_only.append(prefix)
    models = [options.model, *options.get_parent_list()]
    tables = frozenset(model._meta.db_table for model in models)
    return PageForms(tables, form.base_fields, inlines, read_only)


def form_data(fields: Fields, row: Row) -> FormData:
    return {name: _texts(field, row.get(name)) for name, field in fields.items()}


def blank_data(fields: Fields) -> FormData:
    """What the form of a new row submits unless it is filled in."""
    initial = {name: field.initial for name, field in fields.items()}
    values = {name: value() if callable(value) else value for name, value in initial.items()}
    return form_data(fields, values)


def _texts(field: forms.Field, value: Any) -> list[str]:
    if isinstance(field, forms.BooleanField):
        return ["on"] if value else []  # a browser submits only ticked boxes
    widget: Any = getattr(field.widget, "widget", field.widget)  # without its links to other pages
    text = widget.format_value(field.prepare_value(value))
    return list(text) if isinstance(text, list | tuple) else ["" if text is None else str(text)]


def page_state(forms: PageForms, rows: dict[RowKey, Row]) -> PageState:
    own: Row = {}
    for key, row in rows.items():
        if key.table in forms.tables:
            own |= row
    by_prefix = {
        inline.prefix: {
            key.id: form_data(inline.fields, row)
            for key, row in rows.items()
            if key.table == inline.model._meta.db_table
        }
        for inline in forms.inlines
    }
    return PageState(form_data(forms.fields, own) if own else None, by_prefix)


def submitted(forms: PageForms, opened: PageState, post: QueryDict) -> Submission:
    """What a request submits from a page that showed `opened`.

    Raises ValueError if the number of forms of an inline is missing or too high.
    """
    rows = {
        inline.prefix: list(_submitted_rows(inline, len(opened.rows[inline.prefix]), post))
        for inline in forms.inlines
    }
    return Submission({name: post.getlist(name) for name in forms.fields}, rows)


def _submitted_rows(inline: Inline, shown: int, post: QueryDict) -> Iterator[SubmittedRow]:
    count = int(post.get(f"{inline.prefix}-{TOTAL_FORM_COUNT}", ""))
    if count > shown + MAX_NEW_ROWS:
        raise ValueError(count)
    for number in range(count):
        prefix = f"{inline.prefix}-{number}"
        data = {name: post.getlist(f"{prefix}-{name}") for name in inline.fields}
        is_deleted = bool(post.get(f"{prefix}-{DELETION_FIELD_NAME}"))
        yield SubmittedRow(post.get(f"{prefix}-id") or "", data, is_deleted)


def submission_of(current: PageState, target: PageState) -> Submission:
    """What a form with the current rows submits to make them those of `target`."""
    rows = {}
    for prefix, by_id in current.rows.items():
        wanted = target.rows[prefix]
        deleted = [SubmittedRow(id, by_id[id], True) for id in by_id if id not in wanted]
        rows[prefix] = [SubmittedRow(id, data, False) for id, data in wanted.items()] + deleted
    return Submission(target.fields or {}, rows)


def to_post(
    forms: PageForms, submission: Submission, current: PageState, key: str, post: QueryDict
) -> QueryDict:
    """`post` with its fields and rows replaced by those of a submission."""
    result = post.copy()
    for name, texts in submission.fields.items():
        result.setlist(name, texts)
    for prefix in forms.read_only:
        result.setdefault(f"{prefix}-{TOTAL_FORM_COUNT}", "0")
        result.setdefault(f"{prefix}-{INITIAL_FORM_COUNT}", "0")
    for inline in forms.inlines:
        for name in [name for name in result if name.startswith(f"{inline.prefix}-")]:
            del result[name]
        rows, existing = submission.rows[inline.prefix], current.rows[inline.prefix]
        for name, texts in _formset_data(inline, rows, existing, key):
            result.setlist(f"{inline.prefix}-{name}", texts)
    return result


def _formset_data(
    inline: Inline, rows: list[SubmittedRow], existing: Mapping[str, FormData], key: str
) -> Iterator[tuple[str, list[str]]]:
    """The texts of a formset by name, the existing rows first, as Django expects."""
    yield TOTAL_FORM_COUNT, [str(len(rows))]
    yield INITIAL_FORM_COUNT, [str(len(existing))]
    for number, row in enumerate(sorted(rows, key=lambda row: row.id not in existing)):
        data = row.data | {"id": [row.id], inline.foreign_key: [key]}
        if row.is_deleted:
            data[DELETION_FIELD_NAME] = ["on"]
        for name, texts in data.items():
            yield f"{number}-{name}", texts
