"""The three-way merge of a page as opened, as saved by others since, and as submitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.forms import ModelMultipleChoiceField
from django.forms.utils import pretty_name
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hkinno.registry.admin.concurrency.form_state import (
    Fields,
    FormData,
    Inline,
    PageForms,
    PageState,
    Submission,
    SubmittedRow,
    blank_data,
)


class FieldDifference(NamedTuple):
    """The texts of a field, None where the row does not exist."""

    label: str
    opened: str | None
    theirs: str | None
    yours: str | None

    @property
    def is_conflict(self) -> bool:
        """Whether both sides changed the field, to different values."""
        return self.opened != self.theirs != self.yours != self.opened

    @property
    def kept(self) -> str:
        """Whose value the merged form has."""
        if self.theirs == self.yours:
            return _("both")
        return _("theirs") if self.yours == self.opened else _("yours")


class RowDifference(NamedTuple):
    title: str
    note: str
    fields: list[FieldDifference]


class Merged(NamedTuple):
    submission: Submission
    differences: list[RowDifference]


class _Sides(NamedTuple):
    """A row of an inline on all sides, None where it does not exist."""

    id: str
    opened: FormData | None
    theirs: FormData | None
    yours: SubmittedRow | None


def merge(
    forms: PageForms, title: str, opened: PageState, theirs: PageState, yours: Submission
) -> Merged:
    """Your values where you changed them, and theirs elsewhere; with all that either side changed.

    A row that they deleted is kept if you changed it, under its id.
    """
    fields = _merge_data(opened.fields, theirs.fields, yours.fields)
    own = list(_differences(forms.fields, opened.fields, theirs.fields, yours.fields))
    differences = [RowDifference(title, "", own)] if own else []
    rows: dict[str, list[SubmittedRow]] = {}
    for inline in forms.inlines:
        sides = list(_sides(inline, opened, theirs, yours))
        rows[inline.prefix] = [row for side in sides if (row := _merge_row(side))]
        compared = [_row_difference(inline, side) for side in sides]
        differences += [difference for difference in compared if difference.fields]
    return Merged(Submission(fields, rows), differences)


def _sides(
    inline: Inline, opened: PageState, theirs: PageState, yours: Submission
) -> Iterator[_Sides]:
    old, new = opened.rows[inline.prefix], theirs.rows[inline.prefix]
    blank = blank_data(inline.fields)
    for row in yours.rows[inline.prefix]:
        if row.id:
            yield _Sides(row.id, old.get(row.id), new.get(row.id), row)
        else:
            yield _Sides("", blank, blank, row)
    for id in new.keys() - {row.id for row in yours.rows[inline.prefix]}:
        yield _Sides(id, old.get(id), new[id], None)


def _merge_row(row: _Sides) -> SubmittedRow | None:
    if row.yours is None:
        return SubmittedRow(row.id, row.theirs or {}, False)
    if row.theirs is None and (row.yours.is_deleted or not _is_changed(row)):
        return None
    return row.yours._replace(data=_merge_data(row.opened, row.theirs, row.yours.data))


def _is_changed(row: _Sides) -> bool:
    """Whether you changed a row that you submitted."""
    return row.yours is not None and not all(
        _is_same(row.opened, name, texts) for name, texts in row.yours.data.items()
    )


def _merge_data(opened: FormData | None, theirs: FormData | None, yours: FormData) -> FormData:
    theirs = theirs or {}
    return {
        name: theirs[name] if name in theirs and _is_same(opened, name, texts) else texts
        for name, texts in yours.items()
    }


def _row_difference(inline: Inline, row: _Sides) -> RowDifference:
    title = f"{inline.model._meta.verbose_name} {row.id}".strip()
    yours = None if row.yours is None or row.yours.is_deleted else row.yours.data
    fields = list(_differences(inline.fields, row.opened, row.theirs, yours))
    return RowDifference(title, _note(row), fields)


def _note(row: _Sides) -> str:
    if row.yours is None:
        return "Added after you opened the page."
    if not row.id:
        return "Added by you."
    if row.theirs is None:
        kept = _is_changed(row) and not row.yours.is_deleted
        return "Deleted after you opened the page." + (" Saving adds it again." if kept else "")
    return "Deleted by you." if row.yours.is_deleted else ""


def _differences(
    fields: Fields, opened: FormData | None, theirs: FormData | None, yours: FormData | None
) -> Iterator[FieldDifference]:
    for name, field in fields.items():
        sides = [
            _text(field, None if data is None else data[name]) for data in (opened, theirs, yours)
        ]
        if name != "id" and len(set(sides)) > 1 and any(sides):
            yield FieldDifference(capfirst(str(field.label or pretty_name(name))), *sides)


def _text(field: Any, texts: list[str] | None) -> str | None:
    """The texts as a reader sees them: labels of choices, one line for several."""
    if texts is None:
        return None
    labels = _labels(field, texts)
    return ", ".join(str(labels.get(text, text)) for text in _normalized(texts))


def _labels(field: Any, texts: list[str]) -> dict[str, Any]:
    """The labels of these choices of a field; a single reference stays an id."""
    if isinstance(field, ModelMultipleChoiceField):
        queryset: Any = field.queryset
        ids = filter(str.isdecimal, texts)
        return {str(obj.pk): obj for obj in queryset.filter(pk__in=ids)}
    choices = getattr(field, "choices", ())
    return {} if hasattr(choices, "queryset") else dict(_flatten(choices))


def _flatten(choices: Any) -> Iterator[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flatten(label)
        else:
            yield str(value), label


def _is_same(data: FormData | None, name: str, texts: list[str]) -> bool:
    return data is not None and _normalized(data[name]) == _normalized(texts)


def _normalized(texts: list[str]) -> list[str]:
    """Several texts are a set, such as topics; a browser submits other line endings."""
    return sorted(text.replace("\r\n", "\n").strip() for text in texts)
