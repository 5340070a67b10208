"""What is searched, beside the records themselves: a touched record then costs no new index."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F

from hkinno.search.fields import Joined, Kept, NamesVector, Prominence, TextsVector, Vector

WHOLE = Joined("names_vector", "texts_vector", output_field=Vector())


class SearchEntry(models.Model):
    """The names and texts of a record as they are searched. Written by the database alone."""

    record = models.OneToOneField(
        "registry.Record",
        primary_key=True,
        on_delete=models.DO_NOTHING,  # a trigger does it, for every writer
        related_name="search_entry",
    )
    resource = models.CharField(max_length=20)
    names = ArrayField(models.TextField())
    texts = ArrayField(models.TextField())
    # Columns of the child, such as what a target promises.
    own_texts = ArrayField(models.TextField())
    names_vector = Kept(expression=NamesVector(F("names")), output_field=Vector())
    texts_vector = Kept(
        expression=TextsVector(
            Joined("texts", "own_texts", output_field=ArrayField(models.TextField()))
        ),
        output_field=Vector(),
    )
    prominence = Kept(
        expression=Prominence(F("resource"), F("names")), output_field=models.IntegerField()
    )

    class Meta:
        indexes = [
            # Every search reads through what is pending, so it is kept short: 512 kB.
            GinIndex(fields=["names_vector"], name="search_in_names", gin_pending_list_limit=512),
            GinIndex(WHOLE, name="search_anywhere", gin_pending_list_limit=512),
            models.Index(fields=["prominence", "record"], name="search_by_prominence"),
        ]

    def __str__(self) -> str:
        return self.record_id


class Completion(models.Model):
    """A name as it is completed while one types. Written by the database alone."""

    # RECORD.NUMBER: a dump of rows can be loaded over what the triggers have made.
    id = models.CharField(max_length=100, primary_key=True)
    record = models.ForeignKey(
        "registry.Record",
        on_delete=models.DO_NOTHING,  # a trigger does it, for every writer
        related_name="completions",
    )
    key = models.TextField(db_collation="C")
    name = models.TextField()
    prominence = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["key"], name="completion_by_key"),
            models.Index(fields=["prominence", "key", "record"], name="completion_by_prominence"),
        ]

    def __str__(self) -> str:
        return self.name
