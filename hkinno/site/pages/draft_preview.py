"""The page of a record as it would be if the record were published, for curators."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import override

from hkinno.registry import revision
from hkinno.registry.models import Record, record_models
from hkinno.registry.vocabularies.record_choices import Status
from hkinno.site.language import language_tag
from hkinno.site.pages.base import LANGUAGE_NAMES
from hkinno.site.pages.records import RecordPage


@method_decorator(admin.site.admin_view, "dispatch")
class PreviewPage(RecordPage):
    """The page of a saved record of any status.

    A record that is not published is published for as long as its page is rendered, in a
    transaction that is rolled back: the page shows what publication would make public, and nobody
    else sees anything of it.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record = Record.objects.filter(pk=kwargs["id"]).first()
        if record is None or kwargs["language"] not in LANGUAGE_NAMES:
            raise Http404
        model_admin = admin.site.get_model_admin(record_models()[record.resource])
        if not model_admin.has_view_permission(request):
            raise PermissionDenied
        self.record = record
        with override(kwargs["language"]):
            return self.render_published(request, resource=record.resource, id=record.pk)

    def render_published(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.record.status == Status.PUBLISHED:
            return self.render(request, **kwargs)
        with transaction.atomic():
            revision.lock()
            Record.objects.filter(pk=self.record.pk).update(status=Status.PUBLISHED)
            try:
                return self.render(request, **kwargs)
            finally:
                transaction.set_rollback(True)

    def render(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.kwargs = kwargs
        response: Any = super().get(request, **kwargs)
        if hasattr(response, "render"):
            response.render()
        response["Cache-Control"] = "no-store"
        return response  # type: ignore[no-any-return]  # a view's

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        model = record_models()[self.record.resource]
        key, status = self.record.pk, Status[self.record.status.upper()]
        context = super().get_context_data(**kwargs)
        return context | {
            "status_label": status.label_zh if language_tag() == "zh-Hant" else status.label,
            "change_url": reverse(
                f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[key]
            ),
            "versions": [
                (tag, name, reverse("record-preview", args=[code, key]), url)
                for (tag, name, _path, url), code in zip(
                    context["versions"], LANGUAGE_NAMES, strict=True
                )
            ],
        }
