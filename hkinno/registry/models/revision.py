"""State of the service itself: loaded fixtures, ids of deleted records, the revision."""

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


class FixtureLoad(models.Model):
    """A state of `fixtures/` that was loaded, by its hash: an unchanged one is not loaded again."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    loaded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.sha256


class GoneRecord(models.Model):
    """The id of a published record that was deleted: it answers 410 and is never used again.

    Written by the database.
    """

    id = models.CharField(max_length=80, primary_key=True)
    resource = models.CharField(max_length=20)
    deleted_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.id
