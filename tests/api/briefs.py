"""How records look in short, where others refer to them."""

API = "http://testserver/api/v1"
ARTICLE = {
    "id": "an-article",
    "name_zh": "港建國家級科創中心",
    "name_en": "Hong Kong to build a hub",
    "file": "000.txt",
    "published": "2017",
    "published_basis": "printed",
}


def brief(resource, key, zh, en):
    return {
        "id": key,
        "resource": resource,
        "url": f"{API}/{resource}/{key}/",
        "name": {"zh-Hant": zh, "en": en},
    }


HKU = brief("institutions", "hku", "香港大學", "The University of Hong Kong")
AN_ARTICLE = brief("sources", "an-article", "港建國家級科創中心", "Hong Kong to build a hub")
SKL = brief("labs", "skl", "肝病研究國家重點實驗室", "State Key Laboratory of Liver Research")
