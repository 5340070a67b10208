"""Relations: what one record is to another, in a role."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q

from hkinno.registry.constraints import ends_after_it_begins, holds
from hkinno.registry.models.clean_texts import CleanTexts
from hkinno.registry.models.ids import KEY, is_key
from hkinno.registry.models.record import Record
from hkinno.registry.models.search_index import related_names_match
from hkinno.registry.models.visibility import IsPublished
from hkinno.registry.values.partial_dates import PartialDateField
from hkinno.registry.vocabularies.bilingual_choices import one_of
from hkinno.registry.vocabularies.record_choices import Modality
from hkinno.registry.vocabularies.roles import Role


class RelationQuerySet(models.QuerySet[Any]):
    def search(self, text: str) -> "RelationQuerySet":
        """Those of a record with all words of a text in its names."""
        return self.filter(related_names_match(text, "subject", "object"))

    def published(self) -> "RelationQuerySet":
        """Those between two records that are both published, in a stable order."""
        return self.filter(IsPublished("subject"), IsPublished("object")).order_by("id")

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


class Relation(CleanTexts):
    """A relation between two records: subject, role, object, with a title and dates."""

    VIEWSET = "hkinno.registry.rest.evidence_viewsets.RelationViewSet"

    id = models.CharField(
        max_length=250, primary_key=True, validators=[is_key], help_text="SUBJECT.ROLE.OBJECT"
    )
    # Without an index of its own: it is the first column of another.
    subject = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="relations_out", db_index=False
    )
    role = models.CharField(max_length=20, choices=Role)
    object = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="relations_in")
    title_zh = models.CharField("Chinese title", max_length=100, blank=True)
    title_en = models.CharField("English title", max_length=200, blank=True)
    since = PartialDateField(null=True, blank=True)
    until = PartialDateField(null=True, blank=True)
    modality = models.CharField(
        max_length=10,
        choices=Modality,
        default=Modality.STATED,
        help_text="The modality of the best statement that it follows from.",
    )
    first_confirmed = PartialDateField(
        null=True, blank=True, help_text="The earliest date at which a statement has it hold."
    )
    last_confirmed = PartialDateField(
        null=True, blank=True, help_text="The latest date at which a statement has it hold."
    )
    # Copied from the two records by the database, so that a constraint can see them.
    subject_resource = models.CharField(max_length=20, editable=False)
    object_resource = models.CharField(max_length=20, editable=False)

    objects = RelationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["role", "object"], name="relation_by_object"),
            models.Index(fields=["subject", "role"], name="relation_by_subject"),
        ]
        constraints = [
            holds("relation_id_is_a_key", Q(id__regex=KEY), "The id is malformed."),
            one_of("relation", "role", Role),
            one_of("relation", "modality", Modality),
            holds(
                "relation_role_joins_what_it_may",
                Q(*(joins(role) for role in Role), _connector=Q.OR),
                "This role cannot connect these kinds of records.",
            ),
            holds(
                "relation_joins_two_records",
                ~Q(subject=F("object")),
                "A record cannot have a relation to itself.",
            ),
            models.UniqueConstraint(
                fields=["subject", "role", "object", "title_zh", "since"],
                name="relation_is_unique",
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.id:
            self.id = ".".join((self.subject_id, self.role, self.object_id, uuid.uuid4().hex[:8]))
        super().save(*args, **kwargs)
