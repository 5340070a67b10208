"""State of the service itself: ids of deleted records, the revision."""

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
