"""Removal of a record for privacy: its content is erased for good, wherever it is stored."""

import json
import re

from django.contrib.admin.models import LogEntry
from django.db import connection, transaction
from django.db.models import DateTimeField, Max, Model, ProtectedError, Q, Value
from django.db.models.functions import Greatest, Now
from django.dispatch import Signal
from django.utils.translation import gettext as _

from hkinno.registry.models import (
    Change,
    Document,
    GoneRecord,
    MergedReference,
    Record,
    Statement,
    hash_id,
    record_models,
)

# Sent in the transaction with `id` and `names`, so that other apps erase what they store.
record_erased = Signal()
MAX_LISTED = 10


class ErasureError(ValueError):
    """The record cannot be erased; the message says why."""


def erase_record(id: str) -> None:
    """Erase a record with its statements, relations and history, also if it was deleted before.

    What remains is the hash of its id, so that its address answers 410 and no load brings it back.
    Raises ErasureError, and changes nothing, if there never was such a record, or if other records
    cannot be without it.
    """
    with transaction.atomic():
        record = Record.objects.filter(pk=id).first()
        gone = GoneRecord.objects.of(id).first()
        if record is None and gone is None:
            raise ErasureError(
                _("There is no record %(id)s, and none was published and deleted.") % {"id": id}
            )
        names = [name for name in (record.name_zh, record.name_en) if name] if record else []
        resource = record.resource if record else gone.resource  # type: ignore[union-attr]  # one exists
        Statement.objects.filter(value__id=id).delete()
        if record:
            delete_with_references(record)
        GoneRecord.objects.of(id).delete()
        # Not before the changes that it follows, also if the clock was set back: see `sql_names`.
        latest = Change.objects.aggregate(latest=Max("changed_at"))["latest"]
        erased_at = Greatest(Now(), Value(latest, output_field=DateTimeField()))
        GoneRecord.objects.create(id=hash_id(id), resource=resource, deleted_at=erased_at)
        Document.objects.all().delete()  # stored answers of others name it, and are made again
        erase_history(id)
        anonymize_log(id, names)
        record_erased.send(sender=Record, id=id)


def delete_with_references(record: Record) -> None:
    """Delete a record and all that refers to it. Raises ErasureError."""
    model = record_models()[record.resource]
    for relation in model._meta.related_objects:
        field = relation.field
        if field.null and not field.primary_key:
            referring = field.model._base_manager.filter(**{field.name: record.pk})
            referring.update(**{field.name: None})
    try:
        model._base_manager.get(pk=record.pk).delete()
    except ProtectedError as error:
        rows: list[Model] = sorted(error.protected_objects, key=lambda row: str(row.pk))
        listed = ", ".join(str(row.pk) for row in rows[:MAX_LISTED])
        raise ErasureError(
            _("%(id)s is needed by %(rows)s. Change these first.")
            % {"id": record.pk, "rows": listed}
        ) from error


def erase_history(id: str) -> None:
    """Delete the changes of the record and of rows named after it; blank its id in all others."""
    own_pattern = rf"(^|\.){re.escape(id)}(\.|$)"
    own = Q(record_id=id) | Q(row_id__regex=own_pattern)
    Change.objects.filter(own).delete()
    MergedReference.objects.filter(Q(merged_id=id) | Q(row_id__regex=own_pattern)).delete()
    value, erased = json.dumps(id), json.dumps("(erased)")
    with connection.cursor() as cursor:
        cursor.execute(
            "update registry_change"
            " set before = replace(before::text, %(value)s, %(erased)s)::jsonb,"
            " after = replace(after::text, %(value)s, %(erased)s)::jsonb"
            " where strpos(concat(before, after), %(value)s) > 0",
            {"value": value, "erased": erased},
        )


def anonymize_log(id: str, names: list[str]) -> None:
    """Take the id and the names out of the log of the admin; who did something, and when, stays."""
    about = Q(object_id=id) | Q(object_id__startswith=f"{id}.") | Q(object_id__contains=f".{id}.")
    mentions = Q(change_message__contains=id) | Q(object_repr__contains=id)
    for name in names:
        mentions |= Q(object_repr__contains=name) | Q(change_message__contains=name)
    LogEntry.objects.filter(about).update(object_id=hash_id(id))
    LogEntry.objects.filter(Q(object_id=hash_id(id)) | mentions).update(
        object_repr="(erased)", change_message=""
    )
