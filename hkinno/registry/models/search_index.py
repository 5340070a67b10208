"""The search index: rows of their own, so that a change of a record rarely writes to an index."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value

from hkinno.registry.vocabularies.record_terms import Status
from hkinno.search.autocomplete import AutocompleteQuerySet
from hkinno.search.fields import (
    Concatenated,
    Deletions,
    Matches,
    MatchKey,
    NamesVector,
    ReversedInitials,
    StoredField,
    TextsVector,
    ToQuery,
    WriteOnlySearchVectorField,
)

if TYPE_CHECKING:
    from hkinno.registry.models.record import Record

# The fields in which `searched_texts` finds texts; `other` are columns of the record's own kind.
SEARCHED_FIELDS = ["name", "aliases", "focus", "summary", "other"]
ANYWHERE = Concatenated("names_vector", "texts_vector", output_field=WriteOnlySearchVectorField())


class Prominence(Func):
    """Orders hits of the same tier: the smaller comes first."""

    function = "public.registry_prominence"
    output_field = models.IntegerField()


class SearchEntry(models.Model):
    """The names and texts of a record as they are searched. Only the database writes it."""

    record = models.OneToOneField(
        "registry.Record",
        primary_key=True,
        on_delete=models.DO_NOTHING,  # a trigger deletes it, whoever deletes the record
        related_name="search_entry",
    )
    resource = models.CharField(max_length=20)
    names = ArrayField(models.TextField())
    texts = ArrayField(models.TextField())
    # Columns of the child, such as the definition of an indicator.
    own_texts = ArrayField(models.TextField())
    names_vector = StoredField(
        expression=NamesVector(F("names")), output_field=WriteOnlySearchVectorField()
    )
    texts_vector = StoredField(
        expression=TextsVector(
            Concatenated("texts", "own_texts", output_field=ArrayField(models.TextField()))
        ),
        output_field=WriteOnlySearchVectorField(),
    )
    prominence = StoredField(
        expression=Prominence(F("resource"), F("names")), output_field=models.IntegerField()
    )

    class Meta:
        indexes = [
            # Every search reads the whole pending list, so it is kept short: 512 kB.
            GinIndex(fields=["names_vector"], name="search_in_names", gin_pending_list_limit=512),
            GinIndex(ANYWHERE, name="search_anywhere", gin_pending_list_limit=512),
            models.Index(fields=["prominence", "record"], name="search_by_prominence"),
        ]

    def __str__(self) -> str:
        return self.record_id


class CompletionQuerySet(AutocompleteQuerySet["Completion"]):
    def visible(self) -> Self:
        """The names of published records, without duplicates that were merged."""
        return self.filter(
            record__status=Status.PUBLISHED, record__merged_into=None
        ).select_related("record")


class Completion(models.Model):
    """A name for autocomplete. Only the database writes it."""

    # RECORD.NUMBER: a dump of rows can be loaded over the rows that the triggers wrote.
    id = models.CharField(max_length=100, primary_key=True)
    record = models.ForeignKey(
        "registry.Record",
        on_delete=models.DO_NOTHING,  # a trigger deletes it, whoever deletes the record
        related_name="completions",
    )
    key = models.TextField(db_collation="C")
    name = models.TextField()
    prominence = models.IntegerField()

    objects = CompletionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["key"], name="completion_by_key"),
            models.Index(fields=["prominence", "key", "record"], name="completion_by_prominence"),
            models.Index(MatchKey("key"), name="completion_by_match_key"),
            models.Index(ReversedInitials("key"), name="completion_by_initials"),
        ]

    def __str__(self) -> str:
        return self.name


class NameWord(models.Model):
    """An English word of a name, for the correction of typing errors. Only the database writes it.

    Words stay when their last name is changed or deleted.
    """

    word = models.TextField(primary_key=True, db_collation="C")

    class Meta:
        indexes = [GinIndex(Deletions("word"), name="name_word_by_deletions")]

    def __str__(self) -> str:
        return self.word


def related_names_match(text: str, *fields: str) -> Q:
    """The condition that a foreign key leads to a published record with a text in its names."""
    entries = SearchEntry.objects.filter(record__status=Status.PUBLISHED)
    records = entries.filter(Matches(F("names_vector"), ToQuery(Value(text)))).values("record")
    return Q(*(Q(**{f"{field}__in": records}) for field in fields), _connector=Q.OR)


def searched_texts(record: "Record") -> Iterator[tuple[str, str]]:
    """The searched texts of a record that are not empty, as (one of SEARCHED_FIELDS, text)."""
    texts = [
        ("name", record.name_zh),
        ("name", record.name_en),
        *(("aliases", alias["value"]) for alias in record.aliases),
        *(("focus", text) for labels in record.focus for text in labels.values()),
        ("summary", record.summary_zh),
        ("summary", record.summary_en),
        *(("other", text) for text in record.search_entry.own_texts),
    ]
    return ((field, text) for field, text in texts if text)
