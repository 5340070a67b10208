"""Institutions, laboratories, facilities and people."""

from django.db import models

from hkinno.registry.constraints import ends_after_it_begins
from hkinno.registry.models import MatchingRules, Record, parent_link
from hkinno.registry.values.partial_dates import PartialDateField
from hkinno.registry.values.quantities import QuantityField, is_quantity
from hkinno.registry.vocabularies.bilingual_choices import Label, one_of
from hkinno.registry.vocabularies.properties import Property
from labs.kinds import FacilityKind, InstitutionKind, LabKind

ESTABLISHED = Property("date", "成立", "Established")
CLOSED = Property("date", "結束", "Closed")
BUDGET = Property("quantity", "預算", "Budget")


class Institution(Record):
    """A university, government body, company, foundation or association."""

    RESOURCE = "institutions"
    LABEL = Label("機構", "Institutions")
    VIEWSET = "labs.views.InstitutionViewSet"
    KIND_CHOICES = InstitutionKind
    PROPERTIES = Record.PROPERTIES | {"established": ESTABLISHED, "closed": CLOSED}
    PLANNED_DATES = ("established",)
    EXAMPLE_ID = "polyu"
    MATCHING = MatchingRules(
        has_initials=True,
        has_departments=True,
        takes_home_prefix=True,
        neutral_before=("here",),
        neutral_after=("here", "country", "legal", "kinds.institutions"),
        unincorporated_kinds=frozenset(
            "university university-institute faculty academy government government-department "
            "legislature committee international-organisation".split()
        ),
    )
    SCHEMA_ORG_TYPE = "Organization"
    SCHEMA_ORG_TYPE_BY_KIND = {
        "university": "CollegeOrUniversity",
        "university-institute": "ResearchOrganization",
        "research-institute": "ResearchOrganization",
        "academy": "ResearchOrganization",
        "government": "GovernmentOrganization",
        "government-department": "GovernmentOrganization",
        "company": "Corporation",
        "hospital": "Hospital",
    }
    SCHEMA_ORG_TERMS = Record.SCHEMA_ORG_TERMS | {
        "part_of": "parentOrganization",
        "established": "foundingDate",
        "closed": "dissolutionDate",
    }

    record_ptr = parent_link()
    kind = models.CharField(max_length=40, choices=InstitutionKind)
    established = PartialDateField(null=True, blank=True)
    closed = PartialDateField(null=True, blank=True)

    class Meta:
        constraints = [
            one_of("institution", "kind", InstitutionKind),
            ends_after_it_begins("institution", "closed", "established", "closes_after_it_opens"),
        ]


class Lab(Record):
    """A laboratory or research centre, with the institution that hosts it.

    A closed one stays in the registry: others may cite its id.
    """

    RESOURCE = "labs"
    LABEL = Label("實驗室及研究中心", "Laboratories and research centres")
    VIEWSET = "labs.views.LabViewSet"
    KIND_CHOICES = LabKind
    PROPERTIES = Record.PROPERTIES | {
        "host": Property("reference", "依託單位", "Host"),
        "established": ESTABLISHED,
        "closed": CLOSED,
        "budget": BUDGET,
    }
    OWNER = "host"
    PLANNED_DATES = ("established",)
    EXAMPLE_ID = "skl-liver-research"
    MATCHING = MatchingRules(has_initials=True, owner_is_parent=True)
    SCHEMA_ORG_TYPE = "ResearchOrganization"
    SCHEMA_ORG_TERMS = Institution.SCHEMA_ORG_TERMS | {
        "host": "parentOrganization",
        "budget": "amount",
    }

    record_ptr = parent_link()
    kind = models.CharField(max_length=40, choices=LabKind)
    host = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="labs"
    )
    established = PartialDateField(null=True, blank=True)
    closed = PartialDateField(null=True, blank=True)
    budget = QuantityField(null=True, blank=True)

    class Meta:
        # The latest first, as the timeline shows them.
        indexes = [
            models.Index(
                models.F("established").desc(nulls_last=True),
                "record_ptr",
                name="lab_by_established",
            )
        ]
        constraints = [
            one_of("lab", "kind", LabKind),
            ends_after_it_begins("lab", "closed", "established", "closes_after_it_opens"),
            is_quantity("lab", "budget"),
        ]


class Facility(Record):
    """A park, platform, computing centre, national facility, building or transport link."""

    RESOURCE = "facilities"
    LABEL = Label("設施", "Facilities")
    VIEWSET = "labs.views.FacilityViewSet"
    KIND_CHOICES = FacilityKind
    PROPERTIES = Record.PROPERTIES | {
        "operator": Property("reference", "營運機構", "Operator"),
        "opened": Property("date", "啟用", "Opened"),
        "closed": CLOSED,
        "budget": BUDGET,
    }
    OWNER = "operator"
    PLANNED_DATES = ("opened",)
    EXAMPLE_ID = "hong-kong-science-park"
    MATCHING = MatchingRules(has_initials=True, is_numbered=True)
    SCHEMA_ORG_TYPE = "Place"
    SCHEMA_ORG_TYPE_BY_KIND = {"airport": "Airport", "bridge": "Bridge"}
    SCHEMA_ORG_TERMS = Record.SCHEMA_ORG_TERMS | {
        "part_of": "containedInPlace",
        "operator": "provider",
        "closed": "dissolutionDate",
        "budget": "amount",
    }

    record_ptr = parent_link()
    kind = models.CharField(max_length=40, choices=FacilityKind)
    operator = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.PROTECT, related_name="facilities"
    )
    opened = PartialDateField(null=True, blank=True)
    closed = PartialDateField(null=True, blank=True)
    budget = QuantityField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "facilities"
        constraints = [
            one_of("facility", "kind", FacilityKind),
            ends_after_it_begins("facility", "closed", "opened", "closes_after_it_opens"),
            is_quantity("facility", "budget"),
        ]


class Person(Record):
    """Somebody in public roles, and nothing private: posts are relations with their dates."""

    RESOURCE = "people"
    LABEL = Label("人物", "People")
    VIEWSET = "labs.views.PersonViewSet"
    SEED_FIELDS = ()
    EXAMPLE_ID = "wei-shyy"
    MATCHING = MatchingRules(
        neutral_before=("here", "titles"), neutral_after=("here", "country", "titles")
    )
    SCHEMA_ORG_TYPE = "Person"

    record_ptr = parent_link()

    class Meta:
        verbose_name_plural = "people"
