"""The history of records, statements and relations."""

from django.db import models


class Change(models.Model):
    """One insertion, update or deletion of a row, as a trigger has recorded it for every writer.

    The changes of one revision were saved together. `before` and `after` are the rows as JSON, with
    the names of columns as keys; None before an insertion and after a deletion.
    """

    revision = models.BigIntegerField()
    changed_at = models.DateTimeField()
    username = models.CharField(max_length=150, blank=True, help_text="Empty outside the admin.")
    table_name = models.CharField(max_length=63)
    row_id = models.CharField(max_length=250)
    # The record on whose page the row is edited. No foreign key: history outlives its record.
    record_id = models.CharField(max_length=80)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["record_id", "id"], name="change_by_record"),
            models.Index(fields=["row_id", "id"], name="change_by_row"),
            models.Index(fields=["revision"], name="change_by_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.row_id} ({self.revision})"
