"""Users and groups, whose pages are protected against lost updates like those of records.

No trigger numbers their changes, so a page carries the texts that its form shows, signed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin
from django.contrib.admin import helpers
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm, UsernameField
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.exceptions import BadRequest, ValidationError
from django.db import models, transaction
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from hkinno.registry.admin.concurrency.conflicts import (
    OUTDATED,
    UNKNOWN_VERSION,
    Conflict,
    deleted_page,
    save_or_redirect,
)
from hkinno.registry.admin.concurrency.form_state import (
    FormData,
    PageForms,
    PageState,
    form_data,
    page_forms,
    submitted,
    to_post,
)
from hkinno.registry.admin.concurrency.merge import merge
from hkinno.registry.admin.concurrency.versions import LAST_CHANGE, refuse_changed
from hkinno.registry.admin.forms.model_forms import RegistryForm

SALT = "hkinno.registry.admin.accounts"


class LoginForm(AdminAuthenticationForm):
    """Refuses a name that no account can have, and that the table of failed logins cannot store."""

    username = UsernameField(
        max_length=User._meta.get_field("username").max_length,
        widget=forms.TextInput(attrs={"autofocus": True}),
    )


class UserForm(RegistryForm, UserChangeForm):  # type: ignore[type-arg]  # not subscriptable
    """Shows the error of a refused save."""


class GroupForm(RegistryForm):
    class Meta:
        model = Group
        fields = "__all__"


class Save(NamedTuple):
    """Who saved an account, and when, by Django's log of the admin."""

    revision: None
    changed_at: datetime
    username: str


class AccountMixin:
    """Refuses to save or delete over changes that the page does not show."""

    change_form_template: Any = "registry/change_form.html"
    delete_confirmation_template: Any = "registry/delete_confirmation.html"
    delete_selected_confirmation_template: Any = "registry/delete_selected_confirmation.html"

    class Media:
        css = {"all": ("registry/admin.css",)}

    def get_form(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)  # type: ignore[misc]  # of ModelAdmin
        form.save_error = getattr(request, "save_error", None)
        return form

    def changeform_view(
        self: Any,
        request: Any,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        view = super().changeform_view  # type: ignore[misc]  # of ModelAdmin
        if object_id is None:
            return view(request, None, form_url, extra_context)  # type: ignore[no-any-return]
        key = unquote(object_id)
        with transaction.atomic():
            obj = self.get_object(request, key)
            if obj is not None:
                obj = self.model.objects.select_for_update().get(pk=obj.pk)
            deleted = detect_conflict(self, request, obj, key) if request.method == "POST" else None
            if deleted or obj is None:
                return deleted or view(request, object_id, form_url, extra_context)
            context = {
                **(extra_context or {}),
                LAST_CHANGE: signed_state(account_fields(self, request, obj), obj),
                "conflict": getattr(request, "conflict", None),
            }
            response: HttpResponse = view(request, object_id, form_url, context)
            response.status_code = 409 if context["conflict"] else response.status_code
            return response

    def response_action(
        self: Any, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        try:
            for key in request.POST.getlist(helpers.ACTION_CHECKBOX_NAME):
                self.model._meta.pk.to_python(key)
        except ValidationError as error:
            raise BadRequest(error.messages[0]) from error
        view = super().response_action  # type: ignore[misc]  # of ModelAdmin
        return view(request, *args, **kwargs)  # type: ignore[no-any-return]

    def delete_view(
        self: Any, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        view = super().delete_view  # type: ignore[misc]  # of ModelAdmin
        context = {**(extra_context or {}), LAST_CHANGE: last_log_entry()}
        return save_or_redirect(view, request, object_id, context)

    def changelist_view(self: Any, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        shown = {LAST_CHANGE: last_log_entry()}
        view = super().changelist_view  # type: ignore[misc]  # of ModelAdmin
        response = save_or_redirect(view, request, extra_context)
        if isinstance(response, TemplateResponse):  # perhaps the confirmation of a deletion
            response.context_data = shown | (response.context_data or {})
        return response

    def delete_model(self: Any, request: HttpRequest, obj: Any) -> None:
        refuse_logged_changes(request, [obj])
        super().delete_model(request, obj)  # type: ignore[misc]  # of ModelAdmin

    def delete_queryset(self: Any, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        refuse_logged_changes(request, queryset)
        super().delete_queryset(request, queryset)  # type: ignore[misc]  # of ModelAdmin


def account_fields(model_admin: Any, request: HttpRequest, obj: models.Model) -> PageForms:
    """The form of the page, without the password, which has a page of its own."""
    forms = page_forms(model_admin, request, obj)
    fields = {name: field for name, field in forms.fields.items() if not field.disabled}
    return forms._replace(fields=fields)


def signed_state(forms: PageForms, obj: models.Model) -> str:
    """What the page of an object shows, and when it was opened."""
    fields = form_data(forms.fields, model_to_dict(obj, list(forms.fields)))
    return signing.dumps({"at": timezone.now().isoformat(), "fields": fields}, salt=SALT)


def detect_conflict(
    model_admin: Any, request: Any, obj: models.Model | None, key: str
) -> HttpResponse | None:
    """Prevent a save over changes that the submitted form does not show.

    In a conflict, the submitted data becomes the merge of both versions, `request.conflict`
    describes them, and `request.save_error` makes the form invalid. If the object was deleted,
    returns a page with what was submitted.
    """
    try:
        shown = signing.loads(request.POST.get(LAST_CHANGE, ""), salt=SALT)
    except signing.BadSignature:
        request.save_error = UNKNOWN_VERSION
        return None
    forms = account_fields(model_admin, request, obj or model_admin.model())
    opened: FormData = shown["fields"]
    now = form_data(forms.fields, model_to_dict(obj, list(forms.fields))) if obj else None
    if now == opened:
        return None
    states = PageState(opened, {}), PageState(now, {})
    merged = merge(forms, str(obj or key), *states, submitted(forms, states[0], request.POST))
    request.save_error = OUTDATED
    saves = saves_since(model_admin.model, key, datetime.fromisoformat(shown["at"]))
    request.conflict = Conflict(saves, merged.differences)
    if obj is None:
        return deleted_page(model_admin, request, key)
    request.POST = to_post(forms, merged.submission, states[1], key, request.POST)
    return None


def saves_since(model: type[models.Model], key: str, opened: datetime) -> list[Save]:
    content_type = ContentType.objects.get_for_model(model)
    entries = LogEntry.objects.filter(
        content_type=content_type, object_id=key, action_time__gt=opened
    ).select_related("user")
    return [Save(None, entry.action_time, entry.user.get_username()) for entry in entries]


def last_log_entry() -> int:
    """The number of the last change in the admin."""
    return LogEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0


def refuse_logged_changes(request: HttpRequest, objects: Any) -> None:
    """Raises OutdatedError if any of these objects changed in the admin after the page's version.

    A page of an unknown version counts as older than all changes.
    """
    text = request.POST.get(LAST_CHANGE, "")
    shown = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    by_id = {str(obj.pk): str(obj) for obj in objects}
    content_type = ContentType.objects.get_for_model(next(iter(objects)))
    entries = LogEntry.objects.filter(
        id__gt=shown, content_type=content_type, object_id__in=by_id, action_flag=CHANGE
    )
    changed = entries.values_list("object_id", flat=True)
    refuse_changed(by_id[id] for id in changed if id)


class ProtectedUserAdmin(AccountMixin, UserAdmin):  # type: ignore[type-arg]  # not subscriptable
    form = UserForm
    # Each login writes it; a form would write back an earlier one.
    readonly_fields = ("last_login", "date_joined")


class ProtectedGroupAdmin(AccountMixin, GroupAdmin):
    form = GroupForm


admin.site.login_form = LoginForm
admin.site.unregister([User, Group])
admin.site.register(User, ProtectedUserAdmin)
admin.site.register(Group, ProtectedGroupAdmin)
