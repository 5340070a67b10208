"""What is asked of matching and answered, for the OpenAPI document."""

ASKED = {
    "texts": [
        {"text": "香港科技大学机械工程系"},
        {"text": "HKUST Shenzhen Research Institute", "resource": "institutions"},
        {"text": "大學"},
    ],
    "limit": 1,
}
HOST = "http://127.0.0.1:8000"
HKUST = {"zh-Hant": "香港科技大學", "en": "Hong Kong University of Science and Technology"}
CUHK = {"zh-Hant": "香港中文大學", "en": "Chinese University of Hong Kong"}
SRI = {"zh-Hant": "香港科技大學深圳研究院", "en": "HKUST Shenzhen Research Institute"}


def shown(id: str, name: dict, score: float, matched: str, matched_name: str) -> dict:
    """A candidate of an institution, for the example."""
    url = f"{HOST}/api/v1/institutions/{id}/"
    record = {"id": id, "resource": "institutions", "url": url, "name": name}
    return {"record": record, "score": score, "matched": matched, "matched_name": matched_name}


ANSWERED = {
    "results": [
        {
            "text": ASKED["texts"][0]["text"],
            "chosen": "hkust",
            "candidates": [shown("hkust", HKUST, 93.2, "香港科技大学", HKUST["zh-Hant"])],
        },
        {
            "text": SRI["en"],
            "chosen": "hkust-shenzhen-research-institute",
            "candidates": [
                shown("hkust-shenzhen-research-institute", SRI, 100.0, SRI["en"], SRI["en"])
            ],
        },
        {
            "text": "大學",
            "chosen": None,
            "candidates": [shown("cuhk", CUHK, 29.9, "大學", CUHK["zh-Hant"])],
        },
    ]
}
