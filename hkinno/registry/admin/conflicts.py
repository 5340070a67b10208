"""Saves that are refused: over changes by others, with both versions, or with a message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from hkinno.registry.admin.db_errors import SAVE_ERRORS, FormError, form_error
from hkinno.registry.admin.form_state import page_forms, page_state, submitted, to_post
from hkinno.registry.admin.merge import RowDifference, merge
from hkinno.registry.admin.versions import saving, submitted_change
from hkinno.registry.history import changes_of, last_change, rows_at

UNKNOWN_VERSION = FormError(
    "Nothing was saved. Open the page again and repeat your changes: the form does not state which"
    " version it shows."
)
OUTDATED = FormError(
    "Nothing was saved, because others have saved this since you opened the page. The form now has"
    " their changes and yours. Review the comparison, correct the form if needed, and save again."
)


class Save(NamedTuple):
    """Who saved a revision, and when."""

    revision: int
    changed_at: Any
    username: str


class Conflict(NamedTuple):
    saves: list[Save]
    differences: list[RowDifference]


def detect_conflict(model_admin: Any, request: Any, object_id: str) -> HttpResponse | None:
    """Prevent a save over changes that the submitted form does not show. Call it in `saving()`.

    In a conflict, the submitted data becomes the merge of both versions, `request.conflict`
    describes them, and `request.save_error` makes the form invalid. If the object was deleted,
    returns a page with what was submitted.
    """
    key, opened = unquote(object_id), submitted_change(request)
    if opened is None:
        request.save_error = UNKNOWN_VERSION
        return None
    changes = changes_of(model_admin.model, key)
    saves = changes.filter(id__gt=opened).values_list("revision", "changed_at", "username")
    if not saves:
        return None
    obj = model_admin.get_object(request, key)
    if not model_admin.has_change_permission(request, obj):
        raise PermissionDenied
    request.save_error = OUTDATED
    forms = page_forms(model_admin, request, obj)
    before, now = (
        page_state(forms, rows_at(changes, number)) for number in (opened, last_change())
    )
    try:
        yours = submitted(forms, request.POST)
    except ValueError:
        return None  # the page shows what is malformed
    merged = merge(forms, str(obj or key), before, now, yours)
    by_revision = {save[0]: Save(*save) for save in saves}
    request.conflict = Conflict(list(by_revision.values()), merged.differences)
    if obj is None:
        return _deleted_page(model_admin, request, key)
    request.POST = to_post(forms, merged.submission, now, key, request.POST)
    return None


def _deleted_page(model_admin: Any, request: Any, key: str) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"{key} was deleted after you opened the page",
        "opts": model_admin.opts,
        "conflict": request.conflict,
    }
    return TemplateResponse(request, "registry/deleted.html", context, status=409)


def save_or_redirect(
    view: Callable[..., HttpResponse], request: HttpRequest, *args: Any
) -> HttpResponse:
    """The response of the view; if it cannot save, a redirect to the same page with a message."""
    if request.method != "POST":
        return view(request, *args)
    try:
        with saving(request):
            return view(request, *args)
    except SAVE_ERRORS as error:
        messages.error(request, form_error(error).message)
        return HttpResponseRedirect(request.get_full_path())
