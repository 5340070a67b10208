"""The kinds of institutions, laboratories and facilities."""

from hkinno.registry.vocabularies.bilingual_choices import BilingualChoices


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


class FacilityKind(BilingualChoices):
    SCIENCE_PARK = "science-park", "科學園", "Science park"
    INNOVATION_PARK = "innovation-park", "創新園", "Innovation park"
    INNOVATION_CENTRE = "innovation-centre", "創新中心", "Innovation centre"
    PLATFORM = "platform", "平台", "Platform"
    INFORMATION_PLATFORM = "information-platform", "資訊平台", "Information platform"
    COMPUTING_CENTRE = "computing-centre", "算力中心", "Computing centre"
    NATIONAL_FACILITY = "national-facility", "國家重大科技基礎設施", "National facility"
    INCUBATOR = "incubator", "培育中心", "Incubator"
    BUILDING = "building", "大樓", "Building"
    RAILWAY = "railway", "鐵路", "Railway"
    ROAD = "road", "公路", "Road"
    BRIDGE = "bridge", "橋樑", "Bridge"
    BORDER_CROSSING = "border-crossing", "口岸", "Border crossing"
    PORT = "port", "港口", "Port"
    AIRPORT = "airport", "機場", "Airport"
    COMMUNICATIONS_NETWORK = "communications-network", "通訊網絡", "Communications network"
    NETWORK_LINK = "network-link", "網絡專線", "Network link"
    LOGISTICS_NETWORK = "logistics-network", "物流網絡", "Logistics network"
    CULTURAL_DISTRICT = "cultural-district", "文化區", "Cultural district"
    SATELLITE = "satellite", "衛星", "Satellite"
    INSTRUMENT = "instrument", "儀器", "Instrument"
    PILOT_LINE = "pilot-line", "中試線", "Pilot line"
