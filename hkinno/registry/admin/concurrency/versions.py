"""Optimistic locking: a page carries the last change that it shows, and a save checks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.db import OperationalError, connection, models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from hkinno.api.errors.error_page import is_lock_timeout
from hkinno.registry import revision
from hkinno.registry.history import last_change, sign_changes
from hkinno.registry.models import Change, Record

LAST_CHANGE = "last_change"  # the hidden field of every form: the last change that it shows


class OutdatedError(Exception):
    """Rows changed after the page that would change them was opened."""


class LockTimeoutError(OperationalError):
    """Another writer has held the lock longer than `LOCK_TIMEOUT`."""


@contextmanager
def saving(request: HttpRequest) -> Iterator[None]:
    """A transaction that has the lock of all writers from the beginning, for a user's changes.

    Deferred constraints are checked at its end, while there is still a page that can show an error.
    Raises LockTimeoutError.
    """
    with transaction.atomic():
        try:
            revision.lock()
        except OperationalError as error:
            if is_lock_timeout(error):
                raise LockTimeoutError(
                    _(
                        "Nothing was saved, because another curator is saving. Try again in a"
                        " moment."
                    )
                ) from error.__cause__
            raise
        sign_changes(request.user.get_username())
        yield
        connection.check_constraints()


def submitted_change(request: HttpRequest) -> int | None:
    """The last change that the submitted page shows; None if there is no such change."""
    text = request.POST.get(LAST_CHANGE, "")
    if text.isascii() and text.isdecimal() and len(text) < 19:
        return int(text) if int(text) <= last_change() else None
    return None


def check_unchanged(model: type[models.Model], ids: Iterable[Any], shown: int | None) -> None:
    """Raises OutdatedError, which names them, if any of these objects changed after `shown`.

    Statements and relations count as changes of their record. Call it in `saving()`.
    """
    if shown is None:
        raise OutdatedError(
            _("Nothing was changed. Open the page again: it shows an unknown version.")
        )
    changes = Change.objects.filter(id__gt=shown)
    if issubclass(model, Record):
        changed = changes.filter(record_id__in=list(ids)).values_list("record_id", flat=True)
    else:
        rows = changes.filter(table_name=model._meta.db_table, row_id__in=list(ids))
        changed = rows.values_list("row_id", flat=True)
    refuse_changed(changed)


def refuse_changed(names: Iterable[str]) -> None:
    """Raises OutdatedError, which names these objects, if there are any."""
    if text := ", ".join(sorted(set(names))):
        raise OutdatedError(
            _(
                "Nothing was changed, because others have saved since you opened the page:"
                " %(names)s. Check the current values, then try again."
            )
            % {"names": text}
        )


class VersionedActionForm(ActionForm):
    """The actions of a list, with the last change that the list shows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[LAST_CHANGE] = forms.CharField(
            label="", required=False, initial=last_change(), widget=forms.HiddenInput
        )
