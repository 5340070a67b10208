"""The parent of all records: what every one of them has, whatever its kind."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext as _

from hkinno.registry.models.clean_texts import CleanTexts
from hkinno.registry.models.ids import is_slug
from hkinno.registry.models.matching_rules import MatchingRules
from hkinno.registry.models.record_constraints import RECORD_CONSTRAINTS, RECORD_INDEXES
from hkinno.registry.models.record_queryset import RecordQuerySet
from hkinno.registry.models.revision import GoneRecord
from hkinno.registry.models.search_index import SearchEntry
from hkinno.registry.values.partial_dates import parse
from hkinno.registry.vocabularies.bilingual_choices import BilingualChoices, Label, in_language
from hkinno.registry.vocabularies.properties import NAME_PROPERTIES, NAMELESS_PROPERTIES, Property
from hkinno.registry.vocabularies.record_choices import (
    FUTURE_STAGES,
    NameBasis,
    Stage,
    Status,
    Topic,
)


def resource_labels() -> dict[str, Label]:
    """What each kind of record is called: `{resource: label}`."""
    return {resource: model.LABEL for resource, model in record_models().items()}


def resource_choices() -> list[tuple[str, Any]]:
    """The choices of `Record.resource`, in the language of the request."""
    return [(resource, in_language(*label)) for resource, label in resource_labels().items()]


class Record(CleanTexts):
    """Anything that a statement can speak about, under an id that is never changed nor reused.

    A kind of record is a child of this model. Its class attributes say all that other code needs
    to know about the kind; `record_models()` lists the kinds.

    RESOURCE: its name in the API and in the column `resource`, and the segment of its URLs.
    LABEL: what the kind is called, in the plural.
    VIEWSET: the dotted path of the viewset that serves it.
    HAS_NAMES: False for kinds whose names would only repeat what they count or promise.
    KIND_CHOICES: the choices of its column `kind`; None if it has no such column.
    PROPERTIES: what statements can support, by name; a reference is a foreign key of that name.
    OWNER: the foreign key that says whose it is, which tells namesakes apart.
    SEED_FIELDS: columns that a seed file states itself instead of deriving them from statements.
    DEFAULT_STAGE: the stage of a record in the seeds that states none.
    PLANNED_DATES: columns with the time for which a plan is made; the first that is known counts.
    EXAMPLE_ID: a published record that shows much in few lines, for the OpenAPI document.
    MATCHING: how texts are matched with its names.
    SCHEMA_ORG_TYPE, SCHEMA_ORG_TYPE_BY_KIND: its type in schema.org, and more specific ones.
    SCHEMA_ORG_TERMS: the terms of schema.org for its columns.
    SCHEMA_ORG_ROLES: those for the roles in which it is the subject of relations.
    """

    RESOURCE: ClassVar[str] = ""
    LABEL: ClassVar[Label]
    VIEWSET: ClassVar[str]
    HAS_NAMES: ClassVar[bool] = True
    KIND_CHOICES: ClassVar[type[BilingualChoices] | None] = None
    PROPERTIES: ClassVar[dict[str, Property]] = NAMELESS_PROPERTIES | NAME_PROPERTIES
    OWNER: ClassVar[str] = "part_of"
    SEED_FIELDS: ClassVar[tuple[str, ...]] = ("kind",)
    DEFAULT_STAGE: ClassVar[Stage] = Stage.ACTIVE
    PLANNED_DATES: ClassVar[tuple[str, ...]] = ()
    EXAMPLE_ID: ClassVar[str]
    MATCHING: ClassVar[MatchingRules] = MatchingRules()
    SCHEMA_ORG_TYPE: ClassVar[str]
    SCHEMA_ORG_TYPE_BY_KIND: ClassVar[dict[str, str]] = {}
    SCHEMA_ORG_TERMS: ClassVar[dict[str, str]] = {"part_of": "isPartOf", "place": "location"}
    SCHEMA_ORG_ROLES: ClassVar[dict[str, str]] = {"founder": "founder"}

    # Its names and texts as they are searched: a row that the database keeps.
    search_entry: SearchEntry

    id = models.CharField(
        max_length=80,
        primary_key=True,
        validators=[is_slug],
        help_text="Lower-case English slug from the official name. Public and permanent.",
    )
    resource = models.CharField(max_length=20, choices=resource_choices, editable=False)
    name_zh = models.CharField("Chinese name", max_length=200, blank=True)
    name_zh_basis = models.CharField(
        "basis of the Chinese name",
        max_length=20,
        choices=NameBasis,
        default=NameBasis.DESCRIPTIVE,
        db_default=NameBasis.DESCRIPTIVE,
        blank=True,
    )
    name_en = models.CharField("English name", max_length=300, blank=True)
    name_en_basis = models.CharField(
        "basis of the English name", max_length=20, choices=NameBasis, blank=True
    )
    aliases = models.JSONField(
        default=list, blank=True, help_text='[{"value", "lang", "type", "since", "until", "basis"}]'
    )
    summary_zh = models.TextField("Chinese summary", blank=True)
    summary_en = models.TextField("English summary", blank=True)
    topics = ArrayField(models.CharField(max_length=40, choices=Topic), default=list, blank=True)
    focus = models.JSONField(
        "fields of work", default=list, blank=True, help_text='[{"zh-Hant", "en"}]'
    )
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.ACTIVE)
    last_reviewed = models.DateField(
        null=True,
        blank=True,
        help_text="When somebody last looked for what became of it, and found nothing later.",
    )
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
        indexes = RECORD_INDEXES
        constraints = RECORD_CONSTRAINTS

    def __str__(self) -> str:
        return f"{self.name_zh} {self.name_en}".strip() or self.id

    @property
    def planned_until(self) -> date | None:
        """The last day for which a plan is made; None if it is no plan, or for no known time."""
        if self.stage not in FUTURE_STAGES:
            return None
        texts = (getattr(self, column) for column in self.PLANNED_DATES)
        upper = next((parse(text).upper for text in texts if text), None)
        return upper and upper - timedelta(days=1)

    def needs_evidence(self) -> bool:
        """Whether a statement must speak of it: of all that is published, but sources."""
        return self.status == Status.PUBLISHED and bool(record_models()[self.resource].PROPERTIES)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.resource = self.resource or self.RESOURCE
        super().save(*args, **kwargs)
        # The database set them: read them back, so that who saved can show them.
        self.refresh_from_db(fields=["version", "created_at", "updated_at"])

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        self.resource = self.resource or self.RESOURCE
        super().clean_fields(exclude=exclude)

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        super().validate_constraints(exclude=exclude)
        names = {"name_zh", "name_en"}.difference(exclude or ())
        if self.HAS_NAMES and len(names) == 2 and not (self.name_zh and self.name_en):
            raise ValidationError(_("Enter a name in Chinese and a name in English."))

    def clean(self) -> None:
        """Raises ValidationError where a trigger of the database would refuse the row."""
        for name in ("part_of", "merged_into"):
            other = getattr(self, name)
            if other and other.resource != self.resource:
                message = _("%(id)s is of %(resource)s, not of %(expected)s.") % {
                    "id": other.pk,
                    "resource": other.resource,
                    "expected": self.resource,
                }
                raise ValidationError({name: message})
        survivor = self.merged_into
        if survivor and self.status == Status.PUBLISHED != survivor.status:
            raise ValidationError(
                {"merged_into": _("%(id)s is not published.") % {"id": survivor.pk}}
            )
        if self._state.adding and GoneRecord.objects.of(self.id).exists():
            raise ValidationError(
                {"id": _("This id belonged to a deleted record, and ids are never reused.")}
            )


@cache
def record_models() -> dict[str, type[Record]]:
    """`{resource: model}` for every kind of record, those of the registry itself last.

    Raises AppRegistryNotReady before all models are loaded.
    """
    kinds = [model for model in apps.get_models() if issubclass(model, Record) and model.RESOURCE]
    kinds.sort(key=lambda model: model._meta.app_label == Record._meta.app_label)
    return {model.RESOURCE: model for model in kinds}


def is_gone(id: str, resource: str = "") -> bool:
    """Whether a published record (of one kind, if a resource is given) was deleted or withdrawn."""
    condition = {"resource": resource} if resource else {}
    withdrawn = Record.objects.filter(pk=id, status=Status.WITHDRAWN, **condition)
    return GoneRecord.objects.of(id).filter(**condition).exists() or withdrawn.exists()


def parent_link() -> "models.OneToOneField[Record, Record]":
    """The child's primary key and way to its record; named, as `Record.place` is a column."""
    return models.OneToOneField(
        Record,
        on_delete=models.CASCADE,
        parent_link=True,
        primary_key=True,
        related_name="as_%(class)s",
    )
