"""The wording of our own texts: Hong Kong usage, and summaries that stand on their own."""

import re
from collections.abc import Iterator

from hkinno.registry.vocabularies.record_choices import NameBasis, Stage
from hkinno.seeds.load import Seeds

# Mainland terms, with what Hong Kong says. Names in 「」 and 《》 keep their own words.
MAINLAND_TERMS = {
    "信息": "資訊",
    "高校": "院校",
    "芯片": "晶片",
    "通信": "通訊",
    "機器人": "機械人",
    "計算機": "電腦",
    "服務器": "伺服器",
    "視頻": "影片",
    "打印": "列印",
    "短信": "短訊",
    "屏幕": "熒幕",
    "硬盤": "硬碟",
    "領跑": "領先",
    "雲計算": "雲端運算",
    "硅": "矽",
    "內存": "記憶體",
    "鼠標": "滑鼠",
    "默認": "預設",
    "激活": "啟動",
    "博客": "網誌",
    "鏈接": "連結",
    "音頻": "音訊",
    "移動電話": "流動電話",
    "移動支付": "流動支付",
    "移動互聯": "流動互聯",
    "程序員": "程式員",
    "宇航員": "太空人",
    "出租車": "的士",
    "科研院所": "科研機構",
}
QUOTED_NAME = re.compile("「[^」]*」|《[^》]*》")
SELF_REFERENCE = re.compile(
    r"\b(?:this|the) (?:article|page|report|interview|newspaper|paper)\b"
    r"|\b(?:the two|both) universities\b|本文|該文|本報|此文"
    r"|(?<!報章)文章|報道|受訪|^兩[校所]",
    re.I,
)
# A plan told of what happened, unless the text says that it is a former plan.
PLANNED = re.compile(
    r"擬於|預計|料於|將於|尚待|\b(?:is|are) (?:to be|expected to)\b|\bmeans to\b|\babout to be\b"
)
CHINESE = ("summary_zh", "statement_zh", "definition_zh")
ENGLISH = ("summary_en", "statement_en", "definition_en")


def find_text_problems(seeds: Seeds) -> Iterator[str]:
    """Mainland terms, texts that speak of “the article”, and plans of what has happened."""
    yield from _outdated_plans(seeds)
    for id, fields in seeds.records.items():
        if fields["resource"] == "sources":
            continue
        for name in (*CHINESE, *ENGLISH):
            if match := SELF_REFERENCE.search(fields.get(name) or ""):
                yield f"{id}: {name} does not stand on its own: “{match[0]}”"
        ours = [fields.get(name) or "" for name in CHINESE]
        if fields.get("name_zh_basis") in (NameBasis.DESCRIPTIVE, NameBasis.TRANSLATION):
            ours.append(fields.get("name_zh", ""))
        for text in ours:
            yield from (f"{id}: {problem}" for problem in _mainland_terms(text))


def _outdated_plans(seeds: Seeds) -> Iterator[str]:
    for fact in seeds.facts:
        if fact.property != "stage" or fact.value != Stage.ACTIVE:
            continue
        for name in ("summary_zh", "summary_en"):
            if match := PLANNED.search(seeds.records[fact.subject].get(name) or ""):
                yield f"{fact.subject}: {name} tells a plan of what has happened: “{match[0]}”"


def _mainland_terms(text: str) -> Iterator[str]:
    unquoted = QUOTED_NAME.sub("", text)
    for term, usual in MAINLAND_TERMS.items():
        if term in unquoted:
            yield f"Hong Kong says {usual}, not {term}: {text}"
