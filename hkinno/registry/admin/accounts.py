"""Users and groups, whose pages do not save over changes that they do not show."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import helpers
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm, UsernameField
from django.contrib.auth.models import Group, User
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _


class LoginForm(AdminAuthenticationForm):
    """Refuses a name that no account can have, and that the table of failed logins cannot store."""

    username = UsernameField(
        max_length=User._meta.get_field("username").max_length,
        widget=forms.TextInput(attrs={"autofocus": True}),
    )


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Saves only if the account has the values that the page showed when it was opened."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values = {name: self.initial.get(name) for name in self.fields if name != "password"}
        lists = {name: sorted(map(repr, v)) for name, v in values.items() if isinstance(v, list)}
        self.version = hashlib.sha256(repr(values | lists).encode()).hexdigest()

    def shown_version(self) -> str:
        """The version that the page showed when it was opened, for its hidden field."""
        return str(self.data.get("version", "")) if self.is_bound else self.version

    def clean(self) -> dict[str, Any] | None:
        if self.instance.pk and self.shown_version() != self.version:
            raise ValidationError(
                _(
                    "Nothing was saved, because others have saved this since you opened the page."
                    " Open it again and repeat your changes."
                )
            )
        return super().clean()


class UserForm(AccountForm, UserChangeForm):  # type: ignore[type-arg]  # not subscriptable
    """The form of a user, whose password has a page of its own."""


class AccountMixin:
    """Answers 400 to a selection of accounts that cannot exist."""

    change_form_template: Any = "registry/account_form.html"

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


class ProtectedUserAdmin(AccountMixin, UserAdmin):  # type: ignore[type-arg]  # not subscriptable
    form = UserForm
    # Each login writes it; a form would write back an earlier one.
    readonly_fields = ("last_login", "date_joined")


class ProtectedGroupAdmin(AccountMixin, GroupAdmin):
    form = AccountForm


admin.site.login_form = LoginForm
admin.site.unregister([User, Group])
admin.site.register(User, ProtectedUserAdmin)
admin.site.register(Group, ProtectedGroupAdmin)
