"""The properties of records that a table can be extended with."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, cast

from django.db.models import QuerySet
from django.utils.module_loading import import_string
from rest_framework.serializers import Serializer

from hkinno.api.fields import LANGUAGES, LanguageMap
from hkinno.matching.candidate_filters import MATCHABLE_RESOURCES
from hkinno.registry.models import Record, record_models
from hkinno.registry.rest.serializers import QuantitySerializer
from hkinno.registry.rest.serializers.place_source import CoordinatesSerializer
from hkinno.registry.vocabularies.record_choices import IdentifierScheme
from hkinno.registry.vocabularies.roles import Role

EXCLUDED_FIELDS = ("id", "resource", "url", "merged_into")
# The parts of fields that have more than one value; each part is a property.
PARTS: dict[type, tuple[str, ...]] = {
    LanguageMap: tuple(LANGUAGES),
    QuantitySerializer: ("value", "max", "unit", "qualifier"),
    CoordinatesSerializer: ("latitude", "longitude"),
}


# The Chinese names of fields that no statement supports.
LABELS_ZH = {
    "name": "名稱",
    "name_zh_basis": "中文名稱的依據",
    "name_en_basis": "英文名稱的依據",
    "aliases": "別名",
    "summary": "簡介",
    "topics": "主題",
    "kind": "類別",
    "stage_as_of": "階段的日期",
    "stage_source": "階段的來源",
    "is_overdue": "已逾期",
    "last_reviewed": "最後檢視",
    "sources": "來源",
    "statement_count": "陳述數目",
    "last_confirmed": "最後確認",
    "created_at": "建立時間",
    "updated_at": "更新時間",
    "publisher": "出版者",
    "byline": "作者",
    "published": "出版日期",
    "page": "版面",
    "original_url": "原文網址",
    "accessed": "瀏覽日期",
    "published_basis": "出版日期的依據",
    "published_reasoning": "出版日期的理由",
    "unit": "單位",
    "definition": "定義",
    "file": "檔案",
    "supports": "佐證",
    "relations": "關係",
}
PART_LABELS_ZH = {
    "zh-Hant": "中文",
    "en": "英文",
    "value": "數值",
    "max": "上限",
    "unit": "單位",
    "qualifier": "限定詞",
    "latitude": "緯度",
    "longitude": "經度",
}


class ReconcileProperty(NamedTuple):
    """A property, in the format of the protocol, and its Chinese name."""

    id: str
    name: str
    description: str
    name_zh: str

    def to_data(self, *, in_chinese: bool = False) -> dict[str, str]:
        """The property as data of the protocol, with its English or its Chinese name."""
        name = self.name_zh if in_chinese else self.name
        return {"id": self.id, "name": name, "description": self.description}


@cache
def properties(resource: str | None = None) -> dict[str, ReconcileProperty]:
    """`{id: property}` of a resource, or of all resources."""
    resources = MATCHABLE_RESOURCES if resource is None else [resource]
    return {item.id: item for name in resources for item in iter_properties(name)}


def iter_properties(resource: str) -> Iterator[ReconcileProperty]:
    """A property per field of a resource, or per part of it: languages, roles and so on."""
    for name, field in serializer_class(resource)().fields.items():
        if name in EXCLUDED_FIELDS:
            continue
        description, label = str(field.help_text), name.replace("_", " ").capitalize()
        label_zh = label_in_chinese(resource, name) or label
        if name in ("external_ids", "relations"):
            for choice in parts_with_labels(resource, name):
                label = str(choice.label)
                yield ReconcileProperty(f"{name}.{choice}", label, description, choice.label_zh)
            continue
        parts = PARTS.get(type(field), ())
        for part in parts:
            part_zh = f"{label_zh}（{PART_LABELS_ZH[part]}）"
            yield ReconcileProperty(f"{name}.{part}", f"{label} ({part})", description, part_zh)
        if not parts:
            yield ReconcileProperty(name, label, description, label_zh)


def parts_with_labels(resource: str, name: str) -> Iterable[Any]:
    """The schemes of identifiers, or the roles that records of a resource may have."""
    if name == "external_ids":
        return IdentifierScheme
    return [role for role in Role if resource in role.subjects | role.objects]


def label_in_chinese(resource: str, name: str) -> str | None:
    """The Chinese name of a field, if it has one."""
    declared = (record_models()[resource].PROPERTIES | Record.PROPERTIES).get(name)
    return declared.label_zh if declared else LABELS_ZH.get(name)


def serializer_class(resource: str) -> type[Serializer[Any]]:
    """The serializer of a resource's records."""
    viewset = import_string(record_models()[resource].VIEWSET)
    return cast("type[Serializer[Any]]", viewset.serializer_class)


def published_records(resource: str) -> QuerySet[Any]:
    """The published records of a resource, with everything that their serializer needs."""
    return record_models()[resource].objects.for_api().published()


def property_values(document: dict[str, Any], property_id: str) -> list[dict[str, Any]]:
    """The values of a property in a serialized record, as cells; empty if it has none."""
    name, _dot, part = property_id.partition(".")
    if name not in document:
        return []
    value = document[name]
    if name == "relations":
        value = [relation["record"] for relation in value if relation["role"] == part]
    elif part:
        value = (value or {}).get(part)
    values = value if isinstance(value, list) else [value]
    return [cell(item, name) for item in values if item is not None]


def cell(value: Any, name: str) -> dict[str, Any]:
    """A value of a field as a cell of the protocol: an entity, an integer, a date or a string."""
    if isinstance(value, dict) and "resource" in value:
        return {"id": value["id"], "name": bilingual_label(value["name"])}
    if isinstance(value, bool):  # the protocol has no type for it
        return {"str": "true" if value else "false"}
    if isinstance(value, int):
        return {"int": value}
    if name in ("created_at", "updated_at"):
        return {"date": value}
    if isinstance(value, dict):  # an alias, or a bilingual text
        return {"str": value["value"] if "value" in value else bilingual_label(value)}
    return {"str": value}


def bilingual_label(names: Mapping[str, str | None]) -> str:
    """The Chinese and the English name in one string; empty if there is neither."""
    return " ".join(filter(None, (names["zh-Hant"], names["en"])))
