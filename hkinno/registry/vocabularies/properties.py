"""What a statement can speak of: each property, its type of value, and where it applies."""

from typing import NamedTuple

from hkinno.registry.vocabularies.record_terms import Resource
from hkinno.registry.vocabularies.roles import Role

R = Resource
ALL = frozenset(R) - {R.SOURCES}
NAMED = ALL - {R.AWARDS, R.TARGETS, R.OBSERVATIONS}
# What an award, target or observation is about may be any record but a source.
FIGURES = frozenset({R.AWARDS, R.TARGETS, R.OBSERVATIONS})


class Property(NamedTuple):
    """`type`: flag, text, date, quantity, integer, reference, alias, focus, identifier,
    coordinates, stage or role. `resources`: of which it can be said. `many`: a record may have
    several values at once, one statement each. `target`: what a reference may point to.
    """

    type: str
    label_zh: str
    label: str
    resources: frozenset = ALL
    many: bool = False
    target: frozenset = frozenset()


def _of(*resources: Resource) -> frozenset:
    return frozenset(resources)


FACTS: dict[str, Property] = {
    "exists": Property("flag", "存在", "Exists"),
    "name_zh": Property("text", "中文名稱", "Chinese name", NAMED),
    "name_en": Property("text", "英文名稱", "English name", NAMED),
    "alias": Property("alias", "別名", "Alias", NAMED, many=True),
    "stage": Property("stage", "階段", "Stage"),
    "part_of": Property("reference", "隸屬", "Part of", target=ALL),
    "place": Property("reference", "地點", "Place", target=_of(R.PLACES)),
    "website": Property("text", "網站", "Website", NAMED),
    "external_ids": Property("identifier", "外部識別碼", "Open identifier", NAMED, many=True),
    "focus": Property("focus", "範疇", "Field of work", many=True),
    "host": Property("reference", "依託單位", "Host", _of(R.LABS), target=_of(R.INSTITUTIONS)),
    "operator": Property(
        "reference", "營運機構", "Operator", _of(R.FACILITIES), target=_of(R.INSTITUTIONS)
    ),
    "administrator": Property(
        "reference", "管理機構", "Administrator", _of(R.PROGRAMMES), target=_of(R.INSTITUTIONS)
    ),
    "established": Property("date", "成立", "Established", _of(R.INSTITUTIONS, R.LABS)),
    "opened": Property("date", "啟用", "Opened", _of(R.FACILITIES)),
    "launched": Property("date", "推出", "Launched", _of(R.PROGRAMMES)),
    "closed": Property(
        "date", "結束", "Closed", _of(R.INSTITUTIONS, R.LABS, R.FACILITIES, R.PROGRAMMES)
    ),
    "starts": Property("date", "開始", "Starts", _of(R.EVENTS)),
    "ends": Property("date", "結束日期", "Ends", _of(R.EVENTS)),
    "edition": Property("integer", "屆次", "Edition", _of(R.EVENTS)),
    "budget": Property("quantity", "預算", "Budget", _of(R.PROGRAMMES, R.LABS, R.FACILITIES)),
    "programme": Property(
        "reference", "計劃", "Programme", _of(R.AWARDS, R.TARGETS), target=_of(R.PROGRAMMES)
    ),
    "funder": Property("reference", "資助者", "Funder", _of(R.AWARDS), target=_of(R.INSTITUTIONS)),
    "amount": Property("quantity", "金額", "Amount", _of(R.AWARDS)),
    "also": Property("quantity", "另一種金額", "The same amount, another way", _of(R.AWARDS)),
    "number_of_projects": Property("integer", "項目數目", "Number of projects", _of(R.AWARDS)),
    "period": Property("date", "期間", "Period", _of(R.AWARDS, R.OBSERVATIONS)),
    "subject": Property("reference", "對象", "Subject", _of(R.TARGETS, R.OBSERVATIONS), target=ALL),
    "quantity": Property("quantity", "數值", "Quantity", _of(R.TARGETS, R.OBSERVATIONS)),
    "due": Property("date", "期限", "Due", _of(R.TARGETS)),
    "indicator": Property(
        "reference", "指標", "Indicator", _of(R.OBSERVATIONS), target=_of(R.INDICATORS)
    ),
    "context": Property("reference", "背景", "Context", _of(R.OBSERVATIONS), target=ALL),
    "of": Property(
        "reference", "所屬總數", "Part of a total", _of(R.OBSERVATIONS), target=_of(R.OBSERVATIONS)
    ),
    "coordinates": Property("coordinates", "座標", "Coordinates", _of(R.PLACES)),
}

ROLES: dict[str, Property] = {
    role.value: Property("role", role.label_zh, role.label, role.subjects, True, role.objects)
    for role in Role
}

PROPERTIES: dict[str, Property] = FACTS | ROLES
