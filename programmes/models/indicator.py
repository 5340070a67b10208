"""Indicators and observations of their values."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from hkinno.registry.constraints import holds
from hkinno.registry.models import (
    NAMELESS_PROPERTIES,
    MatchingRules,
    Record,
    RecordQuerySet,
    parent_link,
)
from hkinno.registry.values.partial_dates import PartialDateField
from hkinno.registry.values.quantities import QuantityField, is_quantity
from hkinno.registry.values.units import Unit
from hkinno.registry.vocabularies.bilingual_choices import BilingualChoices, Label, one_of
from hkinno.registry.vocabularies.properties import Property
from programmes.models.programme import PERIOD, QUANTITY, SUBJECT


class IndicatorKind(BilingualChoices):
    SHARE = "share", "比重", "Share"
    TOTAL = "total", "總額", "Total"
    COUNT = "count", "數目", "Count"
    RANKING = "ranking", "排名", "Ranking"
    RATE = "rate", "比率", "Rate"
    AMOUNT = "amount", "金額", "Amount"
    AREA = "area", "面積", "Area"
    RATIO = "ratio", "倍數", "Ratio"


class Indicator(Record):
    """A measure: a share, total, count or ranking; its values are observations."""

    RESOURCE = "indicators"
    LABEL = Label("指標", "Indicators")
    VIEWSET = "programmes.views.IndicatorViewSet"
    KIND_CHOICES = IndicatorKind
    SEED_FIELDS = ("kind", "unit", "definition_zh", "definition_en")
    EXAMPLE_ID = "rd-share-of-gdp"
    MATCHING = MatchingRules(is_default=False, is_numbered=True)
    SCHEMA_ORG_TYPE = "StatisticalVariable"

    record_ptr = parent_link()
    kind = models.CharField(max_length=20, choices=IndicatorKind)
    unit = models.CharField(max_length=40, choices=Unit, blank=True)
    definition_zh = models.TextField("Chinese definition")
    definition_en = models.TextField("English definition")

    class Meta:
        constraints = [
            one_of("indicator", "kind", IndicatorKind),
            holds(
                "indicator_unit_is_known",
                Q(unit="") | Q(unit__in=Unit.values),
                "unit is not an allowed value.",
            ),
            holds(
                "indicator_is_defined_in_both_languages",
                ~Q(definition_zh="") & ~Q(definition_en=""),
                "Define the indicator in Chinese and in English.",
            ),
        ]


class ObservationQuerySet(RecordQuerySet):
    search_through = ("indicator", "subject")


class Observation(Record):
    """A value of an indicator: of what, where, in which context, part of which whole, when."""

    RESOURCE = "observations"
    LABEL = Label("數據", "Observations")
    VIEWSET = "programmes.views.ObservationViewSet"
    HAS_NAMES = False
    PROPERTIES = NAMELESS_PROPERTIES | {
        "indicator": Property("reference", "指標", "Indicator"),
        "subject": SUBJECT,
        "context": Property("reference", "背景", "Context"),
        "of": Property("reference", "所屬總數", "Part of a total"),
        "period": PERIOD,
        "quantity": QUANTITY,
    }
    # What a figure is about is its frame: no source needs to say it in words.
    SEED_FIELDS = ("indicator", "subject", "place", "context", "of", "period", "topics")
    PLANNED_DATES = ("period",)
    EXAMPLE_ID = "obs-partner-laboratories-hong-kong-2017"
    SCHEMA_ORG_TYPE = "Observation"
    SCHEMA_ORG_TERMS = Record.SCHEMA_ORG_TERMS | {
        "indicator": "variableMeasured",
        "subject": "about",
        "quantity": "value",
    }

    record_ptr = parent_link()
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="observations")
    subject = models.ForeignKey(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="measured"
    )
    context = models.ForeignKey(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="counted_in"
    )
    of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="shares"
    )
    period = PartialDateField(null=True, blank=True)
    quantity = QuantityField(null=True, blank=True)

    objects: ClassVar[Any] = ObservationQuerySet.as_manager()

    class Meta:
        constraints = [
            is_quantity("observation", "quantity"),
            holds(
                "observation_is_no_part_of_itself",
                Q(of=None) | ~Q(of=F("pk")),
                "An observation cannot be part of itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.id
