"""The closed lists that every kind of record shares."""

from hkinno.registry.vocabularies.bilingual_choices import BilingualChoices


class Stage(BilingualChoices):
    PROPOSED = "proposed", "建議中", "Proposed"
    PLANNED = "planned", "計劃中", "Planned"
    PROVISIONAL = "provisional", "籌備中", "Provisional"
    ACTIVE = "active", "現有", "Active"
    ENDED = "ended", "已結束", "Ended"


# Stages of what does not exist yet.
FUTURE_STAGES = (Stage.PROPOSED, Stage.PLANNED, Stage.PROVISIONAL)
# Stages of records whose columns planned statements may fill: a target that was met keeps its date.
PLANNABLE_STAGES = (*FUTURE_STAGES, Stage.ENDED)


class Status(BilingualChoices):
    PUBLISHED = "published", "已發布", "Published"
    DRAFT = "draft", "草稿", "Draft"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class NameBasis(BilingualChoices):
    """Who uses a name, as far as the sources show."""

    OFFICIAL = "official", "官方名稱", "Official name"
    PRINTED = "printed", "報章所印", "As an article prints it"
    COMMON_USAGE = "common-usage", "通用名稱", "In common use"
    TRANSLATION = "translation", "本站譯名", "Our translation"
    DESCRIPTIVE = "descriptive", "本站描述", "Our description"


class AliasType(BilingualChoices):
    ABBREVIATION = "abbreviation", "縮寫", "Abbreviation"
    SHORT = "short", "簡稱", "Short name"
    FORMER = "former", "舊稱", "Former name"
    VARIANT = "variant", "異稱", "Variant"
    PRINTED = "printed", "報章所印名稱", "As printed"
    ROMANISED = "romanised", "拼音", "Romanised"
    DESCRIPTIVE = "descriptive", "描述性名稱", "Descriptive name of an unnamed thing"


class Modality(BilingualChoices):
    STATED = "stated", "陳述", "Stated as a fact"
    PLANNED = "planned", "計劃", "Planned"
    CLAIMED = "claimed", "聲稱", "Claimed by somebody"
    PROPOSED = "proposed", "建議", "Proposed"


class Rank(BilingualChoices):
    PREFERRED = "preferred", "首選", "Preferred"
    NORMAL = "normal", "一般", "Normal"
    DEPRECATED = "deprecated", "棄用", "Deprecated"


class Topic(BilingualChoices):
    LIFE_AND_HEALTH = "life-and-health", "生命健康", "Life and health"
    ARTIFICIAL_INTELLIGENCE = "artificial-intelligence", "人工智能", "Artificial intelligence"
    ROBOTICS = "robotics", "機械人", "Robotics"
    MICROELECTRONICS = "microelectronics", "微電子", "Microelectronics"
    ADVANCED_MANUFACTURING = "advanced-manufacturing", "先進製造", "Advanced manufacturing"
    NEW_MATERIALS = "new-materials", "新材料", "New materials"
    NEW_ENERGY = "new-energy", "新能源", "New energy"
    ENVIRONMENT_AND_MARINE = "environment-and-marine", "環境與海洋", "Environment and marine"
    QUANTUM_TECHNOLOGY = "quantum-technology", "量子科技", "Quantum technology"
    ICT = "information-and-communications", "資訊及通訊", "Information and communications"
    FINTECH = "fintech", "金融科技", "Fintech"
    SMART_CITY = "smart-city", "智慧城市", "Smart city"
    SPACE = "space", "航天", "Space"
    TRANSPORT = "transport", "交通", "Transport"
    CONSTRUCTION = "construction", "建築工程", "Construction"
    AGRICULTURE_AND_FOOD = "agriculture-and-food", "農業與食品", "Agriculture and food"
    COMPUTING = "computing", "算力", "Computing power"
    BIG_DATA = "big-data", "大數據", "Big data"
    SCIENCE_POLICY = "science-policy", "科技政策", "Science policy"
    FUNDING = "funding", "資助", "Funding"
    TALENT = "talent", "人才", "Talent"
    COMMERCIALISATION = "commercialisation", "成果轉化", "Commercialisation"
    REGIONAL_COOPERATION = "regional-cooperation", "區域合作", "Regional cooperation"
    INTERNATIONAL_COOPERATION = (
        "international-cooperation",
        "國際合作",
        "International cooperation",
    )
    SCIENCE_POPULARISATION = "science-popularisation", "科普", "Science popularisation"
    EDUCATION = "education", "教育", "Education"
    INDUSTRY = "industry", "產業", "Industry"
    INFRASTRUCTURE = "infrastructure", "基建", "Infrastructure"
    FINANCE = "finance", "金融", "Finance"


class IdentifierScheme(BilingualChoices):
    """Schemes of open identifiers, with the form of each in `IDENTIFIER_FORMS`."""

    ROR = "ror", "研究機構註冊", "Research Organization Registry"
    WIKIDATA = "wikidata", "維基數據", "Wikidata"
    ISNI = "isni", "國際標準名稱識別碼", "International Standard Name Identifier"
    GRID = "grid", "全球研究識別資料庫", "Global Research Identifier Database"
    FUNDREF = "fundref", "Crossref 資助機構", "Crossref Funder Registry"


IDENTIFIER_FORMS = {
    "ror": r"0[a-z0-9]{6}[0-9]{2}",
    "wikidata": r"Q[1-9][0-9]*",
    "isni": r"[0-9]{4} [0-9]{4} [0-9]{4} [0-9]{3}[0-9X]",
    "grid": r"grid\.[0-9]+\.[0-9a-f]+",
    "fundref": r"(10|50)[0-9]{7,10}",
}
