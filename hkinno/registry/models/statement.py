"""Statements: one source's word for one fact about one record."""

import uuid
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from hkinno.registry.constraints import holds, is_well_formed
from hkinno.registry.models.clean_texts import CleanTexts
from hkinno.registry.models.ids import KEY, is_key
from hkinno.registry.models.properties import property_choices
from hkinno.registry.models.record import Record
from hkinno.registry.models.search_index import related_names_match
from hkinno.registry.models.visibility import IsPublished
from hkinno.registry.values.partial_dates import PartialDateField
from hkinno.registry.vocabularies.bilingual_choices import one_of
from hkinno.registry.vocabularies.record_choices import Modality, Rank

MAX_LINES = 8


class StatementQuerySet(models.QuerySet[Any]):
    def search(self, text: str) -> "StatementQuerySet":
        """Those about a record, or by a source, with all words of a text in its names."""
        return self.filter(related_names_match(text, "subject", "source"))

    def published(self) -> "StatementQuerySet":
        """Statements about published records by published sources that refer to published ones."""
        published: StatementQuerySet = self.filter(
            IsPublished("subject"), IsPublished("source"), IsPublished(KT("value__id"))
        )
        return published

    def for_api(self) -> "StatementQuerySet":
        """With its subject and its source, in one query."""
        return self.select_related("subject", "source")


class Statement(CleanTexts):
    """One source's word for one fact about one record, with the lines that say so."""

    VIEWSET = "hkinno.registry.rest.evidence_viewsets.StatementViewSet"

    id = models.CharField(
        max_length=250,
        primary_key=True,
        validators=[is_key],
        help_text="SUBJECT.PROPERTY.SOURCE.LINE; made for you when left empty.",
    )
    # Without indexes of their own: each is the first column of another.
    subject = models.ForeignKey(
        Record, on_delete=models.CASCADE, related_name="statements", db_index=False
    )
    property = models.CharField(max_length=30, choices=property_choices)
    value = models.JSONField(help_text="In the form that the API accepts for the property.")
    source = models.ForeignKey(
        "registry.Source", on_delete=models.PROTECT, related_name="supports", db_index=False
    )
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
            models.Index(KT("value__id"), name="statement_by_reference"),
        ]
        constraints = [
            holds("statement_id_is_a_key", Q(id__regex=KEY), "The id is malformed."),
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
                    last_line__lt=F("first_line") + MAX_LINES,
                ),
                "Lines are counted from 1: enter the first and the last, at most eight lines.",
            ),
            holds(
                "statement_that_is_printed_cites_lines",
                Q(printed="", first_line=None) | (~Q(printed="") & Q(first_line__isnull=False)),
                "Printed words and line numbers go together: enter both or neither.",
            ),
            is_well_formed("statement", "also_lines", str(MAX_LINES)),
            holds(
                "statement_out_of_rank_says_why",
                Q(rank=Rank.NORMAL) | ~Q(rank_reason=""),
                "Give the reason why the statement is preferred or deprecated.",
            ),
        ]

    def __str__(self) -> str:
        return self.id or ""

    def clean(self) -> None:
        """Raises ValidationError where a trigger of the database would refuse the row."""
        # By name: the module of sources imports this one.
        sources = apps.get_model("registry.Source")._default_manager.filter(pk=self.source_id)
        if self.printed and sources.exclude(kind="article").exists():
            raise ValidationError({"printed": _("Printed words need an article as the source.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.id:
            # Not the line, as in a seed file: two facts may stand in one.
            token = uuid.uuid4().hex[:8]
            self.id = f"{self.subject_id}.{self.property}.{self.source_id}.{token}"
        super().save(*args, **kwargs)
