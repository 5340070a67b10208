"""The history of an object in the admin, and the return to one of its versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from hkinno.registry.admin.concurrency.form_state import (
    page_forms,
    page_state,
    submission_of,
    to_post,
)
from hkinno.registry.admin.concurrency.merge import merge
from hkinno.registry.admin.concurrency.versions import LAST_CHANGE
from hkinno.registry.admin.imports.cell_diff import in_words
from hkinno.registry.admin.imports.widgets import widget_for
from hkinno.registry.history import (
    changes_of,
    history_fields,
    last_change,
    models_by_table,
    row_values,
    rows_at,
)
from hkinno.registry.models import Change

VERSIONS_PER_PAGE = 50


class FieldChange(NamedTuple):
    label: str
    before: str | None
    after: str | None


class RowChange(NamedTuple):
    title: str
    fields: list[FieldChange]


class Version(NamedTuple):
    """What one revision changed of an object. The attributes are those of a Change."""

    revision: int
    changed_at: Any
    username: str
    rows: list[RowChange]


def history_view(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Each version with its values before and after, the latest first. Four queries per page.

    Raises PermissionDenied for users who may not view the object.
    """
    obj = model_admin.get_object(request, unquote(object_id))
    if obj is None:
        return _missing(model_admin, request, object_id)
    if not model_admin.has_view_or_change_permission(request, obj):
        raise PermissionDenied
    changes = changes_of(model_admin.model, obj.pk)
    revisions = changes.order_by("-revision").values_list("revision", flat=True).distinct()
    page = Paginator(revisions, VERSIONS_PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "title": _("History: %(object)s") % {"object": obj},
        "versions": list(_versions(changes.filter(revision__in=list(page)))),
        "page": page,
        "can_revert": model_admin.has_change_permission(request, obj),
    }
    return _render(model_admin, request, "registry/object_history.html", obj, context)


def revert_view(
    model_admin: Any, request: HttpRequest, object_id: str, number: int
) -> HttpResponse:
    """Preview the return to a version, and save it as the form of the object would be saved.

    Raises PermissionDenied for users who may not change the object, and Http404 if the revision
    `number` did not change it.
    """
    key, shown = unquote(object_id), last_change()
    obj = model_admin.get_object(request, key)
    if obj is None:
        return _missing(model_admin, request, object_id)
    if not model_admin.has_change_permission(request, obj):
        raise PermissionDenied
    changes = changes_of(model_admin.model, key)
    last = changes.filter(revision=number).last()
    if last is None:
        raise Http404(
            _("Revision %(number)s did not change %(id)s.") % {"number": number, "id": key}
        )
    forms = page_forms(model_admin, request, obj)
    now, then = (page_state(forms, rows_at(changes, change)) for change in (shown, last.pk))
    submission = submission_of(now, then)
    if request.method == "POST":
        request.POST = to_post(forms, submission, now, key, request.POST)  # type: ignore[assignment]  # as Django's tests do
        form_url = _url(model_admin, "change", object_id)
        response = model_admin.changeform_view(request, object_id, form_url)
        is_saved = isinstance(response, HttpResponseRedirect)
        history = _url(model_admin, "history", object_id)
        return HttpResponseRedirect(history) if is_saved else response
    context = {
        "title": _("Revert to version %(number)s") % {"number": number},
        "differences": merge(forms, str(obj), now, now, submission).differences,
        LAST_CHANGE: shown,
    }
    return _render(model_admin, request, "registry/revert.html", obj, context)


def _missing(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    redirect = model_admin._get_obj_does_not_exist_redirect
    response: HttpResponse = redirect(request, model_admin.opts, object_id)
    return response


def _url(model_admin: Any, page: str, object_id: str) -> str:
    options = model_admin.opts
    return reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=[object_id])


def _render(
    model_admin: Any, request: HttpRequest, template: str, obj: models.Model, context: Any
) -> HttpResponse:
    shared = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "object": obj,
        "media": model_admin.media,
    }
    return TemplateResponse(request, template, shared | context)


def _versions(changes: Iterable[Change]) -> Iterator[Version]:
    by_revision: dict[int, list[Change]] = {}
    for change in changes:
        by_revision.setdefault(change.revision, []).append(change)
    for number, saved in sorted(by_revision.items(), reverse=True):
        rows: dict[str, list[FieldChange]] = {}
        for title, field_changes in _row_changes(saved):
            rows.setdefault(title, []).extend(field_changes)
        last = saved[-1]
        row_changes = [RowChange(*row) for row in rows.items()]
        yield Version(number, last.changed_at, last.username, row_changes)


def _row_changes(changes: list[Change]) -> Iterator[tuple[str, list[FieldChange]]]:
    """For each row, its fields before the first and after the last of these changes."""
    rows: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        rows.setdefault((change.table_name, change.row_id), []).append(change)
    for (table, row_id), saved in rows.items():
        # The two tables of a record are one to a curator.
        is_own = row_id == saved[0].record_id
        title = row_id if is_own else f"{models_by_table()[table]._meta.verbose_name} {row_id}"
        yield title, list(_field_changes(table, saved[0].before, saved[-1].after))


def _field_changes(table: str, before: Any, after: Any) -> Iterator[FieldChange]:
    sides = [None if columns is None else row_values(table, columns) for columns in (before, after)]
    for field in history_fields(table):
        old, new = (None if row is None else _text(field, row[field.name]) for row in sides)
        if (old or "") != (new or "") and not field.primary_key:
            yield FieldChange(capfirst(str(field.verbose_name)), old, new)


def _text(field: models.Field[Any, Any], value: Any) -> str:
    if value is None:
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return in_words(str(widget_for(field).render(value)))
