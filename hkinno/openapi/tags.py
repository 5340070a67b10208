"""The tags of the OpenAPI document: its table of contents."""

from typing import Any

from hkinno.registry.models import resource_labels

Document = dict[str, Any]

SERVICE = {
    "service": "Where to start, and the state of the service · 服務",
    "search": "Every resource at once · 搜尋",
    "suggest": "Names, completed while one types · 提示",
}
EVIDENCE = {
    "statements": "The evidence: who says what, in which lines · 陳述",
    "relations": "How records are related to each other · 關係",
    "conflicts": "Where sources disagree · 分歧",
    "vocabularies": "The closed lists of words, with labels in both languages · 詞彙",
    "matching": "From texts as they stand in spreadsheets to records · 配對",
}


def describe_tags(result: Document, generator: Any, request: Any, public: bool) -> Document:
    """Add a description of every tag: a postprocessing hook of drf-spectacular."""
    resources = {
        resource: f"{label.label} · {label.label_zh}"
        for resource, label in resource_labels().items()
    }
    result["tags"] = [
        {"name": name, "description": description}
        for name, description in (SERVICE | resources | EVIDENCE).items()
    ]
    return result
