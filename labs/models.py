"""Institutions, laboratories, facilities and people."""

from django.db import models

from hkinno.registry.constraints import ends_after_it_begins
from hkinno.registry.models import MatchingRules, Record, parent_link
from hkinno.registry.values.partial_dates import PartialDateField
from hkinno.registry.values.quantities import QuantityField, is_quantity
from hkinno.registry.vocabularies.bilingual_choices import BilingualChoices, Label, one_of
from hkinno.registry.vocabularies.properties import Property

ESTABLISHED = Property("date", "成立", "Established")
CLOSED = Property("date", "結束", "Closed")
BUDGET = Property("quantity", "預算", "Budget")


class InstitutionKind(BilingualChoices):
    UNIVERSITY = "university", "大學", "University"
    UNIVERSITY_INSTITUTE = "university-institute", "大學研究院", "Institute of a university"
    FACULTY = "faculty", "學院或學系", "Faculty, school or department"
    RESEARCH_INSTITUTE = "research-institute", "研究院", "Research institute"
    ACADEMY = "academy", "科學院", "Academy"
    GOVERNMENT = "government", "政府", "Government"
    GOVERNMENT_DEPARTMENT = "government-department", "政府部門", "Government department"
    PUBLIC_BODY = "public-body", "公營機構", "Public body"
    LEGISLATURE = "legislature", "立法機關", "Legislature"
    COMPANY = "company", "公司", "Company"
    FOUNDATION = "foundation", "基金會", "Foundation"
    ASSOCIATION = "association", "協會", "Association"
    EXCHANGE = "exchange", "交易所", "Exchange"
    COMMITTEE = "committee", "委員會", "Committee"
    INTERNATIONAL_ORGANISATION = (
        "international-organisation",
        "國際組織",
        "International organisation",
    )
    HOSPITAL = "hospital", "醫院", "Hospital"


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


class LabKind(BilingualChoices):
    STATE_KEY_LABORATORY_PARTNER = (
        "state-key-laboratory-partner",
        "國家重點實驗室夥伴實驗室",
        "Partner State Key Laboratory",
    )
    STATE_KEY_LABORATORY = "state-key-laboratory", "國家重點實驗室", "State Key Laboratory"
    NATIONAL_LABORATORY = "national-laboratory", "國家實驗室", "National laboratory"
    ENGINEERING_CENTRE = "engineering-centre", "國家工程技術研究中心", "National engineering centre"
    ENGINEERING_CENTRE_BRANCH = (
        "engineering-centre-branch",
        "國家工程技術研究中心香港分中心",
        "Hong Kong branch of a national centre",
    )
    INNOHK_CENTRE = "innohk-centre", "InnoHK 研發實驗室", "InnoHK laboratory"
    JOINT_LABORATORY = "joint-laboratory", "聯合實驗室", "Joint laboratory"
    JOINT_RESEARCH_BASE = "joint-research-base", "聯合研究基地", "Joint research base"
    MUNICIPAL_KEY_LABORATORY = (
        "municipal-key-laboratory",
        "市重點實驗室",
        "Municipal key laboratory",
    )
    ENGINEERING_LABORATORY = "engineering-laboratory", "工程實驗室", "Engineering laboratory"
    LAUREATE_LABORATORY = "laureate-laboratory", "獲獎科學家實驗室", "Laureate's laboratory"
    RESEARCH_CENTRE = "research-centre", "研究中心", "Research centre"
    RESEARCH_INSTITUTE = "research-institute", "研究院", "Research institute"
    COLLABORATIVE_INNOVATION_CENTRE = (
        "collaborative-innovation-centre",
        "協同創新中心",
        "Collaborative innovation centre",
    )
    UNIVERSITY_LABORATORY = "university-laboratory", "大學實驗室", "Laboratory of a university"
    SHARED_LABORATORY = "shared-laboratory", "共享實驗室", "Shared laboratory"


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


class FacilityKind(BilingualChoices):
    SCIENCE_PARK = "science-park", "科學園", "Science park"
    INNOVATION_PARK = "innovation-park", "創新園", "Innovation park"
    INNOVATION_CENTRE = "innovation-centre", "創新中心", "Innovation centre"
    PLATFORM = "platform", "平台", "Platform"
    INFORMATION_PLATFORM = "information-platform", "信息平台", "Information platform"
    COMPUTING_CENTRE = "computing-centre", "算力中心", "Computing centre"
    NATIONAL_FACILITY = "national-facility", "國家重大科技基礎設施", "National facility"
    INCUBATOR = "incubator", "孵化器", "Incubator"
    BUILDING = "building", "大樓", "Building"
    RAILWAY = "railway", "鐵路", "Railway"
    ROAD = "road", "公路", "Road"
    BRIDGE = "bridge", "橋樑", "Bridge"
    BORDER_CROSSING = "border-crossing", "口岸", "Border crossing"
    PORT = "port", "港口", "Port"
    AIRPORT = "airport", "機場", "Airport"
    COMMUNICATIONS_NETWORK = "communications-network", "通信網絡", "Communications network"
    NETWORK_LINK = "network-link", "網絡專線", "Network link"
    LOGISTICS_NETWORK = "logistics-network", "物流網絡", "Logistics network"
    CULTURAL_DISTRICT = "cultural-district", "文化區", "Cultural district"
    SATELLITE = "satellite", "衛星", "Satellite"
    INSTRUMENT = "instrument", "儀器", "Instrument"
    PILOT_LINE = "pilot-line", "中試線", "Pilot line"


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
