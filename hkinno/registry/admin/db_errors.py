"""What the database refuses is said in words, on the page that it was typed on."""

from typing import NamedTuple

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


class Refusal(NamedTuple):
    """What is wrong, and the field to which it belongs."""

    message: str
    field: str = NON_FIELD_ERRORS


class RefusedError(Exception):
    """Raised while saving, for what cannot be seen before."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


# What the database holds without Django's knowledge.
OWN = {
    "record_id_is_never_reused": Refusal(
        "This id was deleted, and an id is never used again.", "id"
    ),
    "record_id_is_permanent": Refusal("The id and the kind of a record are permanent.", "id"),
    "record_part_is_of_the_same_resource": Refusal(
        "A record is part of one of its own kind.", "part_of"
    ),
    "record_is_merged_within_its_resource": Refusal(
        "A record is merged into one of its own kind.", "merged_into"
    ),
    "statement_printed_is_of_an_article": Refusal(
        "Only an article prints; this source is none.", "printed"
    ),
    "relation_is_said_once": Refusal("This relation is there already, with this title and date."),
}
# By the class of the error, where the name of the rule says nothing to a person.
CLASSES = {
    "23502": Refusal("Something that is needed is missing."),
    "23503": Refusal(
        "A record that this refers to is gone, or another that was added meanwhile refers to this."
    ),
    "23505": Refusal("This is there already: somebody may have added it meanwhile."),
}
OTHER = Refusal("This cannot be kept as it is.")
ANOTHER_KIND = Refusal("This id belongs to a record of another kind.", "id")
REFUSING = (IntegrityError, DataError, RefusedError)


def refusal(error: Exception) -> Refusal:
    """What an error of the database, or one of ours, says to a person."""
    if isinstance(error, RefusedError):
        return error.refusal
    if isinstance(error, ProtectedError):
        return CLASSES["23503"]
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    if name in OWN:
        return OWN[name]
    if name.endswith("_is_of_its_resource"):
        return ANOTHER_KIND
    if name in (said := _messages()):
        return Refusal(said[name])
    return CLASSES.get(getattr(diagnosis, "sqlstate", None), OTHER)


def _messages() -> dict[str, str]:
    return {
        constraint.name: constraint.violation_error_message
        for model in apps.get_models()
        for constraint in model._meta.constraints
    }


class Refusable:
    """A form that says what was refused when it was saved, with all that was typed."""

    refusal: Refusal | None = None

    def clean(self) -> dict:
        data = super().clean()
        if self.refusal:
            message, field = self.refusal
            self.add_error(field if field in self.fields else None, ValidationError(message))
        return data


class SaysRefusals:
    """An admin that shows a form again, or the list, where the database refused.

    Rules that wait for the end of the transaction are asked while there is still a page to answer.
    """

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def changeform_view(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except REFUSING as error:
            request.refusal = refusal(error)
            return super().changeform_view(request, *args, **kwargs)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: list, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        connection.check_constraints()

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        super().delete_model(request, obj)
        connection.check_constraints()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        super().delete_queryset(request, queryset)
        connection.check_constraints()

    def delete_view(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self._or_say(request, super().delete_view, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "POST":
            return super().changelist_view(request, *args, **kwargs)
        return self._or_say(request, super().changelist_view, *args, **kwargs)

    def _or_say(self, request: HttpRequest, view: object, *args, **kwargs) -> HttpResponse:
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except REFUSING as error:
            messages.error(request, refusal(error).message)
            return HttpResponseRedirect(request.get_full_path())
