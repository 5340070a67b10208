"""Messages for errors that only the database detects."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.apps import apps
from django.db import DataError, IntegrityError
from django.db.models import ProtectedError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hkinno.registry.admin.concurrency.versions import LockTimeoutError, OutdatedError
from hkinno.registry.admin.evidence_validation import EvidenceError

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


class FormError(NamedTuple):
    """A message, and the form field that shows it (None: above the form)."""

    message: StrOrPromise
    field: str | None = None


SAVE_ERRORS = (IntegrityError, DataError, EvidenceError, OutdatedError, LockTimeoutError)

# Constraints and triggers that Django does not know.
CONSTRAINT_ERRORS = {
    "record_id_is_never_reused": FormError(
        _("This id belonged to a deleted record and cannot be reused."), "id"
    ),
    "record_id_is_permanent": FormError(_("The id and kind of a record cannot be changed."), "id"),
    "record_has_both_names": FormError(_("Enter a name in Chinese and a name in English.")),
    "statement_property_is_known": FormError(_("property is not an allowed value."), "property"),
    "record_part_is_of_the_same_resource": FormError(
        _("A record can only be part of a record of the same kind."), "part_of"
    ),
    "record_is_merged_within_its_resource": FormError(
        _("A record can only be merged into a record of the same kind."), "merged_into"
    ),
    "statement_printed_is_of_an_article": FormError(
        _("Only articles have printed words; this source is not an article."), "printed"
    ),
    "relation_is_unique": FormError(
        _("This relation already exists with the same title and start date.")
    ),
}
PROTECTED_ERROR = FormError(
    _("A record that this refers to no longer exists, or another record now refers to this one.")
)
SQLSTATE_ERRORS = {
    "23502": FormError(_("A required value is missing.")),
    "23503": PROTECTED_ERROR,
    "23505": FormError(_("This already exists. Someone may have added it in the meantime.")),
}
UNKNOWN_ERROR = FormError(_("This cannot be saved. Check the values."))
UNCLEAN_TEXT_ERROR = FormError(_("A text contains invisible characters or surplus blanks."))
OTHER_RESOURCE_ERROR = FormError(_("This id belongs to a record of another kind."), "id")


def form_error(error: Exception) -> FormError:
    """The message for one of SAVE_ERRORS, by the constraint or the SQLSTATE."""
    if isinstance(error, EvidenceError):
        return FormError(str(error), error.field)
    if isinstance(error, OutdatedError | LockTimeoutError):
        return FormError(str(error))
    if isinstance(error, ProtectedError):
        return PROTECTED_ERROR
    diagnostics = getattr(error.__cause__, "diag", None)
    constraint = getattr(diagnostics, "constraint_name", None) or ""
    if constraint in CONSTRAINT_ERRORS:
        return CONSTRAINT_ERRORS[constraint]
    if constraint.endswith("_is_of_its_resource"):
        return OTHER_RESOURCE_ERROR
    if constraint.endswith("_is_clean"):
        return UNCLEAN_TEXT_ERROR
    if message := _violation_messages().get(constraint):
        return FormError(message)
    return SQLSTATE_ERRORS.get(getattr(diagnostics, "sqlstate", None) or "", UNKNOWN_ERROR)


def _violation_messages() -> dict[str, str]:
    return {
        constraint.name: gettext(str(constraint.violation_error_message))
        for model in apps.get_models()
        for constraint in model._meta.constraints
    }
