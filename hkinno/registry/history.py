"""The history of records, statements and relations: changes, and rows as of a change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.postgres.fields import DateRangeField
from django.db import connection, models
from django.db.backends.postgresql.psycopg_any import DateRange

from hkinno.registry.models import Change, Record
from hkinno.registry.values.partial_dates import text_of

# A row as `{field name: value}`, a foreign key as the id that it refers to.
Row = dict[str, Any]


class RowKey(NamedTuple):
    table: str
    id: str


def sign_changes(username: str) -> None:
    """Record `username` with the changes of the current transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('hkinno.username', %s, true)", [username])


def changes_of(model: type[models.Model], key: str) -> models.QuerySet[Change]:
    """The changes of what the page of an object edits: for a record, also of its statements and of
    the relations from it. The oldest comes first.
    """
    if issubclass(model, Record):
        return Change.objects.filter(record_id=key).order_by("id")
    return Change.objects.filter(table_name=model._meta.db_table, row_id=key).order_by("id")


def last_change() -> int:
    """The number of the last change that the current transaction sees. Changes are numbered in the
    order of commits, as each writer has the lock of all writers.
    """
    return Change.objects.order_by("-id").values_list("id", flat=True).first() or 0


def rows_at(changes: models.QuerySet[Change], number: int) -> dict[RowKey, Row]:
    """The rows of these changes as they were after a change, without those that did not exist."""
    latest = changes.filter(id__lte=number)
    latest = latest.order_by("table_name", "row_id", "-id").distinct("table_name", "row_id")
    return {
        RowKey(table, row_id): row_values(table, columns)
        for table, row_id, columns in latest.values_list("table_name", "row_id", "after")
        if columns is not None
    }


def row_values(table: str, columns: dict[str, Any]) -> Row:
    """The row of `{column: value as PostgreSQL writes it in JSON}`."""
    return {
        field.name: _field_value(field, columns.get(field.column or ""))
        for field in history_fields(table)
    }


def history_fields(table: str) -> list[models.Field[Any, Any]]:
    """The fields of a table whose values are chosen, not maintained by the database."""
    return [
        field
        for field in models_by_table()[table]._meta.local_concrete_fields
        if not field.generated and (field.editable or field.primary_key)
    ]


def models_by_table() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}


def _field_value(field: models.Field[Any, Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, DateRangeField):
        ends = value.strip("[()").split(",")  # "[2012-06-01,2012-07-01)", an open end is empty
        return text_of(DateRange(*(date.fromisoformat(end) if end else None for end in ends)))
    if isinstance(field, models.DecimalField):
        return Decimal(str(value)).quantize(Decimal(1).scaleb(-field.decimal_places))
    return value
