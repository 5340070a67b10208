"""Evidence: statements, a source's word for one fact each, and the relations that they support."""

import uuid

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.fields.json import KT

from hkinno.registry.constraints import ends_after_it_begins, holds, is_well_formed
from hkinno.registry.models.place_source import Source, SourceKind
from hkinno.registry.models.record import Record
from hkinno.registry.values.partial_dates import PartialDateField
from hkinno.registry.vocabularies.choices import one_of
from hkinno.registry.vocabularies.properties import PROPERTIES
from hkinno.registry.vocabularies.record_terms import Modality, Rank, Resource, Status
from hkinno.registry.vocabularies.roles import Role
from hkinno.search.search_query import refers_to

KEY = r"^[a-z0-9]+([._-][a-z0-9]+)*$"
is_key = RegexValidator(KEY, "An id is lower-case letters, digits, and single marks . _ -")
MOST_LINES = 8


class StatementQuerySet(models.QuerySet):
    def search(self, text: str) -> "StatementQuerySet":
        """Those about a record, or by a source, with all words of a text in its names."""
        return self.filter(refers_to(text, "subject", "source"))

    def published(self) -> "StatementQuerySet":
        """Of a published record, by a published source, and naming no draft."""
        named_draft = Record.objects.filter(id=OuterRef("refers_to"), status=Status.DRAFT)
        return (
            self.filter(subject__status=Status.PUBLISHED, source__status=Status.PUBLISHED)
            .alias(refers_to=KT("value__id"))
            .exclude(Exists(named_draft))
        )

    def for_api(self) -> "StatementQuerySet":
        """With its subject and its source, in one query."""
        return self.select_related("subject", "source")


class Statement(models.Model):
    """One source's word for one fact about one record, with the lines that say so."""

    id = models.CharField(
        max_length=250,
        primary_key=True,
        validators=[is_key],
        help_text="SUBJECT.PROPERTY.SOURCE.LINE; made for you when left empty.",
    )
    subject = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="statements")
    property = models.CharField(
        max_length=30, choices={name: rule.label for name, rule in PROPERTIES.items()}
    )
    value = models.JSONField(help_text="In the form that the API accepts for the property.")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="supports")
    printed = models.CharField(
        max_length=60, blank=True, help_text="The value as printed: a few words, never a sentence."
    )
    first_line = models.PositiveIntegerField(null=True, blank=True)
    last_line = models.PositiveIntegerField(null=True, blank=True)
    also_lines = models.JSONField(
        default=list, blank=True, help_text="Further places with the same: [[12, 13]]"
    )
    modality = models.CharField(max_length=10, choices=Modality, default=Modality.STATED)
    as_of = PartialDateField(null=True, blank=True)
    rank = models.CharField(max_length=10, choices=Rank, default=Rank.NORMAL)
    rank_reason = models.TextField(blank=True)
    note = models.TextField(blank=True, help_text="Our own remark, in English.")

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject", "property"], name="statement_by_subject"),
            models.Index(fields=["source", "first_line"], name="statement_by_line"),
        ]
        constraints = [
            holds("statement_id_is_a_key", Q(id__regex=KEY), "The id is not well formed."),
            holds(
                "statement_property_is_known",
                Q(property__in=list(PROPERTIES)),
                "property is not a word of its list.",
            ),
            one_of("statement", "modality", Modality),
            one_of("statement", "rank", Rank),
            holds(
                "statement_cites_its_lines_in_order",
                Q(first_line=None, last_line=None)
                | Q(
                    first_line__isnull=False,
                    last_line__isnull=False,
                    first_line__gte=1,
                    last_line__gte=F("first_line"),
                    last_line__lt=F("first_line") + MOST_LINES,
                ),
                "Lines are counted from 1, first to last, at most eight.",
            ),
            holds(
                "statement_that_is_printed_cites_lines",
                Q(printed="", first_line=None) | (~Q(printed="") & Q(first_line__isnull=False)),
                "What is printed stands in lines, and lines print something.",
            ),
            is_well_formed("statement", "also_lines", str(MOST_LINES)),
            holds(
                "statement_out_of_rank_says_why",
                Q(rank=Rank.NORMAL) | ~Q(rank_reason=""),
                "A statement that is preferred or deprecated says why.",
            ),
        ]

    def __str__(self) -> str:
        return self.id or ""

    def clean(self) -> None:
        """The rule that the database holds without Django's knowledge, said to a person."""
        source = Source.objects.filter(pk=self.source_id).first()
        if self.printed and source and source.kind != SourceKind.ARTICLE:
            raise ValidationError({"printed": "Only an article prints; this source is none."})

    def save(self, *args, **kwargs) -> None:
        if not self.id:
            # Not the line, as in a seed file: two facts may stand in one.
            token = uuid.uuid4().hex[:8]
            self.id = f"{self.subject_id}.{self.property}.{self.source_id}.{token}"
        super().save(*args, **kwargs)


class RelationQuerySet(models.QuerySet):
    def search(self, text: str) -> "RelationQuerySet":
        """Those of a record with all words of a text in its names."""
        return self.filter(refers_to(text, "subject", "object"))

    def shown(self) -> "RelationQuerySet":
        """Those between two records that are both published, in a stable order."""
        return self.filter(
            subject__status=Status.PUBLISHED, object__status=Status.PUBLISHED
        ).order_by("id")

    def for_api(self) -> "RelationQuerySet":
        """With both of its records, in one query."""
        return self.select_related("subject", "object")


def joins(role: Role) -> Q:
    """The resources that one role may lead from and to."""
    rule = Q(
        role=role.value,
        subject_resource__in=sorted(role.subjects),
        object_resource__in=sorted(role.objects),
    )
    return rule & Q(subject_resource=F("object_resource")) if role.is_within_a_resource else rule


class Relation(models.Model):
    """What one record is to another: subject, role, object, with a title and dates."""

    id = models.CharField(
        max_length=250, primary_key=True, validators=[is_key], help_text="SUBJECT.ROLE.OBJECT"
    )
    subject = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="relations_out")
    role = models.CharField(max_length=20, choices=Role)
    object = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="relations_in")
    title_zh = models.CharField("Chinese title", max_length=100, blank=True)
    title_en = models.CharField("English title", max_length=200, blank=True)
    since = PartialDateField(null=True, blank=True)
    until = PartialDateField(null=True, blank=True)
    # Copied from the two records by the database, so that a constraint can see them.
    subject_resource = models.CharField(max_length=20, choices=Resource, editable=False)
    object_resource = models.CharField(max_length=20, choices=Resource, editable=False)

    objects = RelationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["role", "object"], name="relation_by_object"),
            models.Index(fields=["subject", "role"], name="relation_by_subject"),
        ]
        constraints = [
            holds("relation_id_is_a_key", Q(id__regex=KEY), "The id is not well formed."),
            one_of("relation", "role", Role),
            holds(
                "relation_role_joins_what_it_may",
                Q(*(joins(role) for role in Role), _connector=Q.OR),
                "This role does not join records of these kinds.",
            ),
            holds(
                "relation_joins_two_records",
                ~Q(subject=F("object")),
                "A record has no relation to itself.",
            ),
            models.UniqueConstraint(
                fields=["subject", "role", "object", "title_zh", "since"],
                name="relation_is_said_once",
                nulls_distinct=False,
            ),
            ends_after_it_begins("relation", "until", "since", "ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.id or ""

    def clean(self) -> None:
        """Fill the two copies, which the database fills for every other writer."""
        ids = (self.subject_id, self.object_id)
        kinds = dict(Record.objects.filter(pk__in=ids).values_list("pk", "resource"))
        self.subject_resource = kinds.get(self.subject_id, "")
        self.object_resource = kinds.get(self.object_id, "")

    def save(self, *args, **kwargs) -> None:
        if not self.id:
            self.id = ".".join((self.subject_id, self.role, self.object_id, uuid.uuid4().hex[:8]))
        super().save(*args, **kwargs)
