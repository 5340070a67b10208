"""State of the service itself: deleted and merged records, the revision."""

import hashlib
from typing import Self

from django.db import models
from django.db.models.functions import Now


class Revision(models.Model):
    """The state of all data, in one row: a count of the transactions that changed what is shown.

    Kept by the database for every writer, in the order of their commits.
    """

    id = models.PositiveSmallIntegerField(primary_key=True)
    number = models.BigIntegerField()
    changed_at = models.DateTimeField()
    writer = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="revision_is_one_row", condition=models.Q(id=1)),
        ]

    def __str__(self) -> str:
        return str(self.number)


class GoneRecordQuerySet(models.QuerySet["GoneRecord"]):
    def of(self, id: str) -> Self:
        """The row of a record id, if there is one, whether the id is stored or only its hash."""
        return self.filter(pk__in=[id, hash_id(id)])


class GoneRecord(models.Model):
    """The id of a published record that was deleted: it answers 410 and is never used again.

    Written by the database. If personal content was erased, `id` is the hash of the id, which
    contains a name.
    """

    id = models.CharField(max_length=80, primary_key=True)
    resource = models.CharField(max_length=20)
    deleted_at = models.DateTimeField(db_default=Now())

    objects = GoneRecordQuerySet.as_manager()

    def __str__(self) -> str:
        return self.id


def hash_id(id: str) -> str:
    """The SHA-256 of a record id in hexadecimal, as `registry_record_stamp()` computes it."""
    return hashlib.sha256(id.encode()).hexdigest()


class MergedReference(models.Model):
    """A change that the merge of a record made, so that it can be undone.

    Written by the database (`sql/merges`). A column of a row referred to the merged record; `value`
    is true if the column became null. In `aliases` and `external_ids`, `value` is what the survivor
    gained. Without a column it is a relation that was deleted, as the survivor has the same one.
    """

    merged_id = models.CharField(max_length=80, db_index=True)
    table_name = models.CharField(max_length=63)
    column_name = models.CharField(max_length=63, blank=True)
    row_id = models.CharField(max_length=250)
    value = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"{self.merged_id} in {self.table_name}.{self.column_name} of {self.row_id}"
