"""Indexes of a few names, made without a database."""

import pytest

from hkinno.matching.engine import answer
from hkinno.matching.index import Index
from hkinno.matching.name_forms import Row
from hkinno.matching.query_hints import Hint

SHORT, ABBREVIATION, PRINTED, VARIANT = "short", "abbreviation", "printed", "variant"


def row(id, zh, en="", resource="institutions", aliases=(), **columns):
    """What matching knows of a record; place and whole are unknown unless they are given."""
    names = tuple(filter(None, (zh, en)))
    return Row(id, resource, names, tuple(aliases), **({"place": None, "whole": None} | columns))


HKU = row(
    "hku",
    "香港大學",
    "University of Hong Kong",
    aliases=[("HKU", ABBREVIATION), ("港大", SHORT)],
    place="hong-kong",
)
HKUST = row(
    "hkust",
    "香港科技大學",
    "Hong Kong University of Science and Technology",
    aliases=[("HKUST", ABBREVIATION), ("科大", SHORT)],
    place="hong-kong",
)
CUHK = row(
    "cuhk",
    "香港中文大學",
    "Chinese University of Hong Kong",
    aliases=[("CUHK", ABBREVIATION)],
    place="hong-kong",
)
CUHK_SHENZHEN = row(
    "cuhk-shenzhen",
    "香港中文大學（深圳）",
    "The Chinese University of Hong Kong, Shenzhen",
    aliases=[("CUHK(SZ)", ABBREVIATION)],
    place="shenzhen",
)
CUHK_INSTITUTE = row(
    "cuhk-institute",
    "香港中文大學深圳研究院",
    "Shenzhen Research Institute, The Chinese University of Hong Kong",
    place="shenzhen",
    whole="cuhk",
)
CUHK_ENGINEERING = row(
    "cuhk-engineering",
    "香港中文大學工程學院",
    "Faculty of Engineering, The Chinese University of Hong Kong",
    whole="cuhk",
)
HKUST_INSTITUTE = row(
    "hkust-institute",
    "香港科技大學深圳研究院",
    "HKUST Shenzhen Research Institute",
    aliases=[("SRI", ABBREVIATION), ("深圳研究院", PRINTED)],
    place="shenzhen",
    whole="hkust",
)
CITYU_INSTITUTE = row(
    "cityu-institute",
    "香港城市大學深圳研究院",
    "City University of Hong Kong, Shenzhen Research Institute",
    place="shenzhen",
)
LIVER = row(
    "liver",
    "肝病研究國家重點實驗室",
    "State Key Laboratory of Liver Research",
    "labs",
    whole="hku",
    place="hong-kong",
)
MARINE = row("marine", "海洋污染國家重點實驗室", "State Key Laboratory of Marine Pollution", "labs")
BUREAU = row(
    "bureau",
    "創新科技及工業局",
    "Innovation, Technology and Industry Bureau",
    aliases=[("創科局", SHORT)],
)
SUN_DONG = row("sun-dong", "孫東", "Sun Dong", "people", beside=frozenset(["bureau"]))
ASTRA = row("astra", "阿斯利康", "AstraZeneca")
CHINA = row("china", "中國", "China", "places")
GUANGDONG = row("guangdong", "廣東", "Guangdong", "places", whole="china")
SHENZHEN = row("shenzhen", "深圳", "Shenzhen", "places", whole="guangdong")
HONG_KONG = row("hong-kong", "香港", "Hong Kong", "places", whole="china")
TOKYO = row("tokyo", "東京", "Tokyo", "places")
EXPO = row("expo-2023", "創科展2023", "InnoEX 2023", "events", aliases=[("InnoEX", ABBREVIATION)])
SCHEME = row(
    "scheme",
    "高端人才通行證計劃",
    "Top Talent Pass Scheme",
    "programmes",
    aliases=[("高才通", SHORT)],
)
PARK = row("park", "創新園", "InnoParks", "facilities")
ROWS = [
    *(HKU, HKUST, CUHK, CUHK_SHENZHEN, CUHK_INSTITUTE, HKUST_INSTITUTE),
    *(CUHK_ENGINEERING, CITYU_INSTITUTE, LIVER, MARINE),
    *(BUREAU, SUN_DONG, ASTRA, CHINA, GUANGDONG, SHENZHEN, HONG_KONG, TOKYO, EXPO, SCHEME, PARK),
]


def index_of(*rows):
    """An index of these records."""
    index = Index()
    by_id = {each.id: each for each in rows}
    for each in rows:
        index.add(each, by_id.get(each.whole))
    return index


@pytest.fixture(scope="session")
def index():
    return index_of(*ROWS)


@pytest.fixture(scope="session")
def chosen(index):
    """The id that is chosen for a text, or None."""

    def ask(text, **hint):
        return answer(index, text, Hint(**hint).on(index), 5).chosen

    return ask
