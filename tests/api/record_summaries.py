"""Summaries of records, as other records embed them."""

API = "http://testserver/api/v1"
ARTICLE = {
    "id": "an-article",
    "name_zh": "港建國家級科創中心",
    "name_en": "Hong Kong to build a hub",
    "file": "000.txt",
    "published": "2017",
    "published_basis": "printed",
}


def summary(resource, key, zh, en):
    return {
        "id": key,
        "resource": resource,
        "url": f"{API}/{resource}/{key}/",
        "name": {"zh-Hant": zh, "en": en},
    }


HKU = summary("institutions", "hku", "香港大學", "The University of Hong Kong")
AN_ARTICLE = summary("sources", "an-article", "港建國家級科創中心", "Hong Kong to build a hub")
SKL = summary("labs", "skl", "肝病研究國家重點實驗室", "State Key Laboratory of Liver Research")
