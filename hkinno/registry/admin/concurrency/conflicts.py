"""Saves that are refused: over changes by others, with both versions, or with a message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hkinno.registry.admin.concurrency.form_state import page_forms, page_state, submitted, to_post
from hkinno.registry.admin.concurrency.merge import RowDifference, merge
from hkinno.registry.admin.concurrency.versions import saving, submitted_change
from hkinno.registry.admin.db_errors import SAVE_ERRORS, FormError, form_error
from hkinno.registry.history import changes_of, last_change, rows_at

UNKNOWN_VERSION = FormError(
    gettext_lazy(
        "Nothing was saved. Open the page again and repeat your changes: the form does not state"
        " which version it shows."
    )
)
OUTDATED = FormError(
    gettext_lazy(
        "Nothing was saved, because others have saved this since you opened the page. The form now"
        " has their changes and yours. Review the comparison, correct the form if needed, and save"
        " again."
    )
)


class Conflict(NamedTuple):
    saves: list[Any]  # each with `revision`, `changed_at` and `username`
    differences: list[RowDifference]


def detect_conflict(model_admin: Any, request: Any, object_id: str) -> HttpResponse | None:
    """Prevent a save over changes that the submitted form does not show. Call it in `saving()`.

    In a conflict, the submitted data becomes the merge of both versions, `request.conflict`
    describes them, and `request.save_error` makes the form invalid. If the object was deleted,
    returns a page with what was submitted. Raises PermissionDenied for users who may not change it.
    """
    key, opened = unquote(object_id), submitted_change(request)
    if opened is None:
        request.save_error = UNKNOWN_VERSION
        return None
    saves = list(changes_of(model_admin.model, key).filter(id__gt=opened))
    if not saves:
        return None
    obj = model_admin.get_object(request, key)
    if not model_admin.has_change_permission(request, obj):
        raise PermissionDenied
    request.save_error = OUTDATED
    try:
        differences = _merge_submission(model_admin, request, obj, key, opened)
    except ValueError:
        return None  # the page shows what is malformed
    last_of_revision = {save.revision: save for save in saves}
    request.conflict = Conflict(list(last_of_revision.values()), differences)
    return deleted_page(model_admin, request, key) if obj is None else None


def _merge_submission(
    model_admin: Any, request: Any, obj: Model | None, key: str, opened: int
) -> list[RowDifference]:
    """Replace `request.POST` by the merge of both versions, and return their differences.

    Raises ValueError if the number of forms of an inline is missing or too high.
    """
    forms = page_forms(model_admin, request, obj)
    changes = changes_of(model_admin.model, key)
    before, now = (
        page_state(forms, rows_at(changes, number)) for number in (opened, last_change())
    )
    merged = merge(forms, str(obj or key), before, now, submitted(forms, before, request.POST))
    request.POST = to_post(forms, merged.submission, now, key, request.POST)
    return merged.differences


def deleted_page(model_admin: Any, request: Any, key: str) -> HttpResponse:
    """The page that shows what was submitted for an object that has been deleted."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("%(id)s was deleted after you opened the page") % {"id": key},
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
