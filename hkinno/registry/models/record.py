"""The parent of all records: what every one of them has, whatever its kind."""

import json
from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import F, Prefetch, Q

from hkinno.registry.constraints import holds, is_well_formed
from hkinno.registry.models.revision import GoneRecord
from hkinno.registry.models.search_index import SearchEntry
from hkinno.registry.vocabularies.choices import one_of
from hkinno.registry.vocabularies.record_terms import (
    IDENTIFIER_FORMS,
    NAMELESS,
    AliasType,
    NameBasis,
    Resource,
    Stage,
    Status,
    Topic,
)
from hkinno.search.queryset import SearchQuerySet

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
is_slug = RegexValidator(SLUG, "An id is lower-case letters, digits and single hyphens.")


class RecordQuerySet(SearchQuerySet):
    def published(self) -> "RecordQuerySet":
        return self.filter(status=Status.PUBLISHED)

    def with_evidence(self) -> "RecordQuerySet":
        """With relations from both sides, and statements with their sources: four queries."""
        from hkinno.registry.models.evidence import Relation, Statement

        return self.select_related("part_of", "place", "merged_into").prefetch_related(
            Prefetch("relations_out", Relation.objects.select_related("object").shown()),
            Prefetch("relations_in", Relation.objects.select_related("subject").shown()),
            Prefetch("statements", Statement.objects.published().for_api().order_by("id")),
        )


class Record(models.Model):
    """Anything that a statement can speak about, under an id that is never changed nor reused."""

    # What `resource` is for each child; the parent itself is never stored alone.
    RESOURCE: Resource | None = None
    # Its names and texts as they are searched: a row that the database keeps.
    search_entry: SearchEntry

    id = models.CharField(
        max_length=80,
        primary_key=True,
        validators=[is_slug],
        help_text="Lower-case English, from the official name; public and permanent.",
    )
    resource = models.CharField(max_length=20, choices=Resource, editable=False)
    name_zh = models.CharField("Chinese name", max_length=200, blank=True)
    name_en = models.CharField("English name", max_length=300, blank=True)
    name_en_basis = models.CharField(
        "basis of the English name", max_length=20, choices=NameBasis, blank=True
    )
    aliases = models.JSONField(
        default=list, blank=True, help_text='[{"value", "lang", "type", "since", "until"}]'
    )
    summary_zh = models.TextField("Chinese summary", blank=True)
    summary_en = models.TextField("English summary", blank=True)
    topics = ArrayField(models.CharField(max_length=40, choices=Topic), default=list, blank=True)
    focus = models.JSONField(
        "fields of work", default=list, blank=True, help_text='[{"zh-Hant", "en"}]'
    )
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.ACTIVE)
    part_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    place = models.ForeignKey(
        "registry.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="located"
    )
    website = models.URLField(
        max_length=300, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    external_ids = models.JSONField(
        "open identifiers", default=dict, blank=True, help_text='{"ror": ["02zhqgq86"]}'
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )
    # The database owns these, for every writer: `loaddata` and bulk updates call no save().
    version = models.BigIntegerField(editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["resource", "id"], name="record_by_resource")]
        constraints = [
            models.UniqueConstraint(fields=["id", "resource"], name="record_is_one_thing"),
            holds("record_id_is_a_slug", Q(id__regex=SLUG), "The id is not a slug."),
            one_of("record", "resource", Resource),
            one_of("record", "stage", Stage),
            one_of("record", "status", Status),
            holds(
                "record_has_both_names",
                Q(resource__in=NAMELESS) | (~Q(name_zh="") & ~Q(name_en="")),
                "A record has a name in Chinese and one in English.",
            ),
            holds(
                "record_says_where_its_english_name_comes_from",
                Q(name_en="", name_en_basis="")
                | (~Q(name_en="") & Q(name_en_basis__in=NameBasis.values)),
                "An English name is official or a translation of ours.",
            ),
            holds(
                "record_topics_are_known",
                Q(topics__contained_by=Topic.values),
                "A topic is a word of the list.",
            ),
            is_well_formed("record", "aliases", " ".join(AliasType.values)),
            is_well_formed("record", "external_ids", json.dumps(IDENTIFIER_FORMS)),
            is_well_formed("record", "focus"),
            holds(
                "record_website_is_http",
                Q(website="") | Q(website__regex=r"^https?://[^\s]+$"),
                "A website begins with http:// or https://.",
            ),
            holds(
                "record_is_no_part_of_itself",
                Q(part_of=None) | ~Q(part_of=F("id")),
                "A record is no part of itself.",
            ),
            holds(
                "record_is_not_merged_into_itself",
                Q(merged_into=None) | ~Q(merged_into=F("id")),
                "A record is not merged into itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_zh} {self.name_en}".strip() or self.id

    def needs_evidence(self) -> bool:
        """Whether a statement must speak of it: of all that is published, but sources."""
        return self.status == Status.PUBLISHED and self.resource != Resource.SOURCES

    def save(self, *args, **kwargs) -> None:
        self.resource = self.resource or self.RESOURCE
        super().save(*args, **kwargs)
        # The database set them: read them back, so that who saved can show them.
        self.refresh_from_db(fields=["version", "created_at", "updated_at"])

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        self.resource = self.resource or self.RESOURCE
        super().clean_fields(exclude=exclude)

    def clean(self) -> None:
        """The rules that the database holds without Django's knowledge, said to a person."""
        for name in ("part_of", "merged_into"):
            whole = getattr(self, name)
            if whole and whole.resource != self.resource:
                said = f"{whole.pk} is of {whole.resource}, not of {self.resource}."
                raise ValidationError({name: said})
        if self._state.adding and GoneRecord.objects.filter(pk=self.id).exists():
            raise ValidationError({"id": "This id was deleted, and an id is never used again."})


def parent_link() -> models.OneToOneField:
    """The child's primary key and way to its record; named, as `Record.place` is a column."""
    return models.OneToOneField(
        Record,
        on_delete=models.CASCADE,
        parent_link=True,
        primary_key=True,
        related_name="as_%(class)s",
    )
