"""What is funded, planned and measured: programmes, awards, targets, indicators, observations."""

from django.db import models
from django.db.models import F, Q

from hkinno.registry.constraints import ends_after_it_begins, holds
from hkinno.registry.models import Record, RecordQuerySet, parent_link
from hkinno.registry.values.partial_dates import PartialDateField
from hkinno.registry.values.quantities import QuantityField, is_quantity
from hkinno.registry.values.units import Unit
from hkinno.registry.vocabularies.choices import BilingualChoices, one_of
from hkinno.registry.vocabularies.record_terms import Resource
from labs.models import Institution

SHOWN = ("part_of", "place", "merged_into")


class ProgrammeKind(BilingualChoices):
    FUNDING_SCHEME = "funding-scheme", "資助計劃", "Funding scheme"
    FUND = "fund", "基金", "Fund"
    TALENT_SCHEME = "talent-scheme", "人才計劃", "Talent scheme"
    RESEARCH_PROGRAMME = "research-programme", "研發計劃", "Research programme"
    PLAN = "plan", "規劃", "Plan"
    POLICY = "policy", "政策", "Policy"
    STRATEGY = "strategy", "戰略", "Strategy"
    BLUEPRINT = "blueprint", "藍圖", "Blueprint"
    WHITE_PAPER = "white-paper", "白皮書", "White paper"
    GUIDELINE = "guideline", "意見或指引", "Guideline"
    BUDGET_MEASURE = "budget-measure", "財政措施", "Budget or budget measure"
    PROJECT = "project", "項目", "Project"
    INFRASTRUCTURE_PROJECT = "infrastructure-project", "基建項目", "Infrastructure project"
    INITIATIVE = "initiative", "倡議", "Initiative"
    AGREEMENT = "agreement", "協議", "Agreement"
    MECHANISM = "mechanism", "機制", "Mechanism"
    AWARD_SCHEME = "award-scheme", "獎項", "Award scheme"
    ADMISSION_SCHEME = "admission-scheme", "入境計劃", "Admission scheme"
    TRAINING_PROGRAMME = "training-programme", "培養計劃", "Training programme"


class ProgrammeQuerySet(RecordQuerySet):
    def for_api(self) -> "ProgrammeQuerySet":
        """With all that the API shows of a programme, in four queries however many there are."""
        return self.with_evidence().select_related(*SHOWN, "administrator")


class Programme(Record):
    """A scheme, fund, plan, policy, project or agreement."""

    RESOURCE = Resource.PROGRAMMES

    record_ptr = parent_link()
    kind = models.CharField(max_length=40, choices=ProgrammeKind)
    administrator = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="programmes"
    )
    budget = QuantityField(null=True, blank=True)
    launched = PartialDateField(null=True, blank=True)
    closed = PartialDateField(null=True, blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("programme", "kind", ProgrammeKind),
            is_quantity("programme", "budget"),
            ends_after_it_begins("programme", "closed", "launched", "closes_after_it_launches"),
        ]


class AwardQuerySet(RecordQuerySet):
    search_through = ("programme", "funder")

    def for_api(self) -> "AwardQuerySet":
        """With all that the API shows of an award, in four queries however many there are."""
        return self.with_evidence().select_related(*SHOWN, "programme", "funder")


class Award(Record):
    """Money or projects that went to somebody; the recipients are relations."""

    RESOURCE = Resource.AWARDS

    record_ptr = parent_link()
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="awards"
    )
    funder = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="awards"
    )
    amount = QuantityField(null=True, blank=True)
    also = QuantityField(
        null=True, blank=True, help_text="The same amount as the source gives it a second time."
    )
    period = PartialDateField(null=True, blank=True)
    number_of_projects = models.PositiveIntegerField(null=True, blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        constraints = [is_quantity("award", "amount"), is_quantity("award", "also")]

    def __str__(self) -> str:
        return self.id


class TargetQuerySet(RecordQuerySet):
    search_through = ("subject", "programme")

    def for_api(self) -> "TargetQuerySet":
        """With all that the API shows of a target, in four queries however many there are."""
        return self.with_evidence().select_related(*SHOWN, "subject", "programme")


class Target(Record):
    """A promised result, in our own words: of what, by whom or which programme, how much, when."""

    RESOURCE = Resource.TARGETS

    record_ptr = parent_link()
    subject = models.ForeignKey(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="targets"
    )
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="programme_targets"
    )
    quantity = QuantityField(null=True, blank=True)
    due = PartialDateField(null=True, blank=True)
    statement_zh = models.TextField()
    statement_en = models.TextField()

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [
            is_quantity("target", "quantity"),
            holds(
                "target_is_stated_in_both_languages",
                ~Q(statement_zh="") & ~Q(statement_en=""),
                "A target is stated in Chinese and in English.",
            ),
        ]

    def __str__(self) -> str:
        return self.id


class IndicatorKind(BilingualChoices):
    SHARE = "share", "比重", "Share"
    TOTAL = "total", "總額", "Total"
    COUNT = "count", "數目", "Count"
    RANKING = "ranking", "排名", "Ranking"
    RATE = "rate", "比率", "Rate"
    AMOUNT = "amount", "金額", "Amount"
    AREA = "area", "面積", "Area"
    RATIO = "ratio", "倍數", "Ratio"


class IndicatorQuerySet(RecordQuerySet):
    def for_api(self) -> "IndicatorQuerySet":
        """With all that the API shows of an indicator, in four queries however many there are."""
        return self.with_evidence()


class Indicator(Record):
    """A measure: a share, total, count or ranking; its values are observations."""

    RESOURCE = Resource.INDICATORS

    record_ptr = parent_link()
    kind = models.CharField(max_length=20, choices=IndicatorKind)
    unit = models.CharField(max_length=40, choices=Unit, blank=True)
    definition_zh = models.TextField("Chinese definition")
    definition_en = models.TextField("English definition")

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("indicator", "kind", IndicatorKind),
            holds(
                "indicator_unit_is_known",
                Q(unit="") | Q(unit__in=Unit.values),
                "unit is not a word of its list.",
            ),
            holds(
                "indicator_is_defined_in_both_languages",
                ~Q(definition_zh="") & ~Q(definition_en=""),
                "An indicator is defined in Chinese and in English.",
            ),
        ]


class ObservationQuerySet(RecordQuerySet):
    search_through = ("indicator", "subject")

    def for_api(self) -> "ObservationQuerySet":
        """With all that the API shows of an observation, in four queries however many there are."""
        return self.with_evidence().select_related(*SHOWN, "indicator", "subject", "context", "of")


class Observation(Record):
    """A value of an indicator: of what, where, in which context, part of which whole, when."""

    RESOURCE = Resource.OBSERVATIONS

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

    objects = ObservationQuerySet.as_manager()

    class Meta:
        constraints = [
            is_quantity("observation", "quantity"),
            holds(
                "observation_is_no_part_of_itself",
                Q(of=None) | ~Q(of=F("pk")),
                "An observation is no part of itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.id
