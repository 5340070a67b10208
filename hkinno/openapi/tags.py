"""The table of contents of the OpenAPI document: what there is, in an order that makes sense."""

from typing import Any

from hkinno.registry.models import record_models

SERVICE = {
    "service": "Where to start, and how the service is · 服務",
    "search": "Every resource at once · 搜尋",
    "suggest": "Names, completed while one types · 提示",
}
EVIDENCE = {
    "statements": "The evidence: who says what, in which lines · 陳述",
    "relations": "What records are to each other · 關係",
    "conflicts": "Where sources disagree · 分歧",
    "vocabularies": "The closed lists of words, with labels in both languages · 詞彙",
    "matching": "From texts as they stand in spreadsheets to records · 配對",
}


def add_contents(result: dict, generator: Any, request: Any, public: bool) -> dict:
    """Describe every tag of the document: a hook of drf-spectacular."""
    resources = {
        resource: f"{model.LABEL.label} · {model.LABEL.label_zh}"
        for resource, model in record_models().items()
    }
    described = SERVICE | resources | EVIDENCE
    result["tags"] = [{"name": name, "description": text} for name, text in described.items()]
    return result
