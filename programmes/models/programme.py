"""Programmes, awards and targets."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from hkinno.registry.constraints import ends_after_it_begins, holds
from hkinno.registry.models import (
    NAMELESS_PROPERTIES,
    MatchingRules,
    Record,
    RecordQuerySet,
    parent_link,
)
from hkinno.registry.values.partial_dates import PartialDateField
from hkinno.registry.values.quantities import QuantityField, is_quantity
from hkinno.registry.vocabularies.bilingual_choices import BilingualChoices, Label, one_of
from hkinno.registry.vocabularies.properties import Property
from hkinno.registry.vocabularies.record_choices import Stage
from labs.models import BUDGET, CLOSED, Institution

PROGRAMME = Property("reference", "計劃", "Programme")
SUBJECT = Property("reference", "對象", "Subject")
PERIOD = Property("date", "期間", "Period")
QUANTITY = Property("quantity", "數值", "Quantity")


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


class Programme(Record):
    """A scheme, fund, plan, policy, project or agreement."""

    RESOURCE = "programmes"
    LABEL = Label("計劃與政策", "Programmes and policies")
    VIEWSET = "programmes.views.ProgrammeViewSet"
    KIND_CHOICES = ProgrammeKind
    PROPERTIES = Record.PROPERTIES | {
        "administrator": Property("reference", "管理機構", "Administrator"),
        "launched": Property("date", "推出", "Launched"),
        "closed": CLOSED,
        "budget": BUDGET,
    }
    OWNER = "administrator"
    PLANNED_DATES = ("launched",)
    EXAMPLE_ID = "innohk"
    MATCHING = MatchingRules(
        is_numbered=True,
        has_initials=True,
        optional_suffixes=("kinds.programmes",),
        neutral_after=("here", "country", "kinds.programmes"),
    )
    SCHEMA_ORG_TYPE = "Project"
    SCHEMA_ORG_TYPE_BY_KIND = {
        "funding-scheme": "FundingScheme",
        "fund": "FundingScheme",
        "research-programme": "ResearchProject",
    }
    SCHEMA_ORG_TERMS = Record.SCHEMA_ORG_TERMS | {
        "administrator": "provider",
        "launched": "foundingDate",
        "closed": "dissolutionDate",
        "budget": "amount",
    }

    record_ptr = parent_link()
    kind = models.CharField(max_length=40, choices=ProgrammeKind)
    administrator = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="programmes"
    )
    budget = QuantityField(null=True, blank=True)
    launched = PartialDateField(null=True, blank=True)
    closed = PartialDateField(null=True, blank=True)

    class Meta:
        constraints = [
            one_of("programme", "kind", ProgrammeKind),
            is_quantity("programme", "budget"),
            ends_after_it_begins("programme", "closed", "launched", "closes_after_it_launches"),
        ]


class AwardQuerySet(RecordQuerySet):
    search_through = ("programme", "funder")


class Award(Record):
    """Money or projects that went to somebody; the recipients are relations."""

    RESOURCE = "awards"
    LABEL = Label("資助", "Awards")
    VIEWSET = "programmes.views.AwardViewSet"
    HAS_NAMES = False
    PROPERTIES = NAMELESS_PROPERTIES | {
        "programme": PROGRAMME,
        "funder": Property("reference", "資助者", "Funder"),
        "amount": Property("quantity", "金額", "Amount"),
        "also": Property("quantity", "另一種金額", "The same amount, another way"),
        "number_of_projects": Property("integer", "項目數目", "Number of projects"),
        "period": PERIOD,
    }
    SEED_FIELDS = ("programme", "funder", "place", "period", "topics")
    PLANNED_DATES = ("period",)
    EXAMPLE_ID = "award-raise-plus-first-batch"
    SCHEMA_ORG_TYPE = "Grant"
    SCHEMA_ORG_TERMS = Record.SCHEMA_ORG_TERMS | {
        "programme": "isPartOf",
        "funder": "funder",
        "amount": "amount",
    }

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

    objects: ClassVar[Any] = AwardQuerySet.as_manager()

    class Meta:
        constraints = [is_quantity("award", "amount"), is_quantity("award", "also")]

    def __str__(self) -> str:
        return self.id


class TargetQuerySet(RecordQuerySet):
    search_through = ("subject", "programme")


class Target(Record):
    """A promised result, in our own words: of what, by whom or which programme, how much, when."""

    RESOURCE = "targets"
    LABEL = Label("目標", "Targets")
    VIEWSET = "programmes.views.TargetViewSet"
    HAS_NAMES = False
    PROPERTIES = NAMELESS_PROPERTIES | {
        "programme": PROGRAMME,
        "subject": SUBJECT,
        "quantity": QUANTITY,
        "due": Property("date", "期限", "Due"),
    }
    SEED_FIELDS = (
        "subject",
        "programme",
        "place",
        "due",
        "statement_zh",
        "statement_en",
        "topics",
    )
    DEFAULT_STAGE = Stage.PLANNED
    PLANNED_DATES = ("due",)
    EXAMPLE_ID = "target-guangdong-technology-cooperation"
    SCHEMA_ORG_TYPE = "Intangible"
    SCHEMA_ORG_TERMS = Record.SCHEMA_ORG_TERMS | {
        "programme": "isPartOf",
        "subject": "about",
        "quantity": "value",
    }

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

    objects: ClassVar[Any] = TargetQuerySet.as_manager()

    class Meta:
        constraints = [
            is_quantity("target", "quantity"),
            holds(
                "target_is_stated_in_both_languages",
                ~Q(statement_zh="") & ~Q(statement_en=""),
                "State the target in Chinese and in English.",
            ),
        ]

    def __str__(self) -> str:
        return self.id
