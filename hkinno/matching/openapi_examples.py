"""Example requests and responses of matching and reconciliation, for the OpenAPI document."""

from typing import Any

SERVER = "http://127.0.0.1:8000"
HKUST = {"zh-Hant": "香港科技大學", "en": "Hong Kong University of Science and Technology"}
CUHK = {"zh-Hant": "香港中文大學", "en": "Chinese University of Hong Kong"}
SRI = {"zh-Hant": "香港科技大學深圳研究院", "en": "HKUST Shenzhen Research Institute"}
DEPARTMENT = "香港科技大学机械工程系"

MATCH_REQUEST = {
    "texts": [
        {"text": DEPARTMENT},
        {"text": SRI["en"], "resource": "institutions"},
        {"text": "大學"},
    ],
    "limit": 1,
}


def candidate(
    id: str, name: dict[str, str], score: float, matched: str, matched_name: str
) -> dict[str, Any]:
    """An institution as a candidate."""
    url = f"{SERVER}/api/v1/institutions/{id}/"
    record = {"id": id, "resource": "institutions", "url": url, "name": name}
    return {"record": record, "score": score, "matched": matched, "matched_name": matched_name}


MATCH_RESPONSE = {
    "results": [
        {
            "text": DEPARTMENT,
            "chosen": "hkust",
            "candidates": [candidate("hkust", HKUST, 93.2, "香港科技大学", HKUST["zh-Hant"])],
        },
        {
            "text": SRI["en"],
            "chosen": "hkust-shenzhen-research-institute",
            "candidates": [
                candidate("hkust-shenzhen-research-institute", SRI, 100.0, SRI["en"], SRI["en"])
            ],
        },
        {
            "text": "大學",
            "chosen": None,
            "candidates": [candidate("cuhk", CUHK, 29.9, "大學", CUHK["zh-Hant"])],
        },
    ]
}

RECONCILE = f"{SERVER}/api/v1/reconcile"
QUERIES = '{"q0": {"query": "HK Univ of Sci & Tech", "limit": 1}}'
EXTEND = '{"ids": ["hkust"], "properties": [{"id": "name.en"}]}'
QUERIES_RESPONSE = {
    "q0": {
        "result": [
            {
                "id": "hkust",
                "name": HKUST["en"],
                "description": "University, Hong Kong",
                "type": [{"id": "institutions", "name": "機構 Institutions"}],
                "score": 100.0,
                "match": True,
            }
        ]
    }
}
MANIFEST = {
    "versions": ["0.2"],
    "name": "hkinno",
    "identifierSpace": f"{SERVER}/api/v1/",
    "schemaSpace": f"{SERVER}/api/v1/vocabularies/",
    "view": {"url": f"{RECONCILE}/view/{{{{id}}}}/"},
    "preview": {"url": f"{RECONCILE}/preview/{{{{id}}}}/", "width": 400, "height": 240},
}
