"""The search index: rows of their own, so that a change of a record rarely writes to an index."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import F, Func, Q, TextField, Value

from hkinno.registry.vocabularies.record_choices import Status
from hkinno.search.autocomplete import MAX_COMPLETIONS, AutocompleteQuerySet
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
from hkinno.search.search_query import SearchQuery

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
            # Tells hits of a frequent word that are less prominent than those of a page, without
            # reading them, as far as rows lie in this order: bulk loading inserts them so.
            BrinIndex(
                fields=["prominence"],
                pages_per_range=64,
                autosummarize=True,
                name="search_prominence_of_pages",
            ),
        ]

    def __str__(self) -> str:
        return self.record_id


class CompletionQuerySet(AutocompleteQuerySet["Completion"]):
    def autocomplete(self, text: str, limit: int = MAX_COMPLETIONS) -> list["Completion"]:
        """At most `limit` names that contain a text, one per record.

        Names that equal the text come first, then those that begin with it, then those that contain
        its words, of which the last may be incomplete; the more prominent first.
        """
        names = super().autocomplete(text, limit)
        if len(names) < limit:
            names += self._complete_words(text, [name.record_id for name in names], limit)
        return names[:limit]

    def _complete_words(self, text: str, excluded: list[str], limit: int) -> list["Completion"]:
        """Names that contain the words of a text, one per record, of other records."""
        query = SearchQuery(text, "public.registry_search_hits", self.db)
        names = self.exclude(record__in=excluded)
        if query.name_ids is None:  # many: read in the order of prominence
            matches = Matches(F("record__search_entry__names_vector"), ToQuery(Value(text)))
            names = names.filter(matches)
        else:
            names = names.filter(record__in=query.name_ids)
        prominent = names.order_by("prominence", "record").distinct("prominence", "record")
        ids = list(prominent.values_list("record", flat=True)[:limit])
        name = Func("name", template="array[%(expressions)s]", output_field=ArrayField(TextField()))
        contains = Matches(NamesVector(name), ToQuery(Value(text)))
        matching = self.filter(contains, record__in=ids).order_by("prominence", "record", "id")
        return list({name.record_id: name for name in reversed(matching)}.values())[::-1]

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
