"""The action that removes records for privacy, after a page that asks for confirmation."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import model_ngettext
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from hkinno.registry.erasure import ErasureError, erase_record


@admin.action(description=_("Remove for privacy, for good"), permissions=["delete"])
def erase(
    model_admin: admin.ModelAdmin[Any], request: HttpRequest, queryset: QuerySet[Any]
) -> TemplateResponse | None:
    ids = sorted(queryset.values_list("pk", flat=True))
    options = model_admin.opts
    if "confirm" not in request.POST:
        context = model_admin.admin_site.each_context(request) | {
            "title": _("Remove for privacy"),
            "opts": options,
            "ids": ids,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "registry/erase_confirmation.html", context)
    count = 0
    for id in ids:
        try:
            erase_record(id)
            count += 1
        except ErasureError as error:
            model_admin.message_user(request, str(error), messages.ERROR)
    message = _("Removed for good: %(count)s %(kind)s.") % {
        "count": count,
        "kind": model_ngettext(options, count),
    }
    model_admin.message_user(request, message)
    return None
