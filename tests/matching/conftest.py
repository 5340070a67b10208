"""Indexes of a few names, built without a database."""

import pytest

from hkinno.matching.candidate_filters import CandidateFilter
from hkinno.matching.candidate_index import Index
from hkinno.matching.engine import match_text
from hkinno.matching.name_forms import RecordNames, attested_forms
from hkinno.matching.spelling import SpellingDictionary, han_bigrams

SHORT, ABBREVIATION, PRINTED, VARIANT = "short", "abbreviation", "printed", "variant"


def record(id, zh, en="", resource="institutions", aliases=(), **columns):
    """The names of a record for the index, without a place or a parent by default."""
    names = tuple(filter(None, (zh, en)))
    return RecordNames(
        id, resource, names, tuple(aliases), **({"place": None, "parent": None} | columns)
    )


HKU = record(
    "hku",
    "香港大學",
    "University of Hong Kong",
    aliases=[("HKU", ABBREVIATION), ("港大", SHORT)],
    place="hong-kong",
)
HKUST = record(
    "hkust",
    "香港科技大學",
    "Hong Kong University of Science and Technology",
    aliases=[("HKUST", ABBREVIATION), ("科大", SHORT)],
    place="hong-kong",
    kind="university",
)
CUHK = record(
    "cuhk",
    "香港中文大學",
    "Chinese University of Hong Kong",
    aliases=[("CUHK", ABBREVIATION)],
    place="hong-kong",
)
CUHK_SHENZHEN = record(
    "cuhk-shenzhen",
    "香港中文大學（深圳）",
    "The Chinese University of Hong Kong, Shenzhen",
    aliases=[("CUHK(SZ)", ABBREVIATION)],
    place="shenzhen",
)
CUHK_INSTITUTE = record(
    "cuhk-institute",
    "香港中文大學深圳研究院",
    "Shenzhen Research Institute, The Chinese University of Hong Kong",
    place="shenzhen",
    parent="cuhk",
)
CUHK_ENGINEERING = record(
    "cuhk-engineering",
    "香港中文大學工程學院",
    "Faculty of Engineering, The Chinese University of Hong Kong",
    parent="cuhk",
)
HKUST_INSTITUTE = record(
    "hkust-institute",
    "香港科技大學深圳研究院",
    "HKUST Shenzhen Research Institute",
    aliases=[("SRI", ABBREVIATION), ("深圳研究院", PRINTED)],
    place="shenzhen",
    parent="hkust",
)
CITYU_INSTITUTE = record(
    "cityu-institute",
    "香港城市大學深圳研究院",
    "City University of Hong Kong, Shenzhen Research Institute",
    place="shenzhen",
)
LIVER = record(
    "liver",
    "肝病研究國家重點實驗室",
    "State Key Laboratory of Liver Research",
    "labs",
    parent="hku",
    place="hong-kong",
)
MARINE = record(
    "marine", "海洋污染國家重點實驗室", "State Key Laboratory of Marine Pollution", "labs"
)
BUREAU = record(
    "bureau",
    "創新科技及工業局",
    "Innovation, Technology and Industry Bureau",
    aliases=[("創科局", SHORT)],
)
SUN_DONG = record("sun-dong", "孫東", "Sun Dong", "people", affiliations=frozenset(["bureau"]))
ASTRA = record("astra", "阿斯利康", "AstraZeneca")
CHINA = record("china", "中國", "China", "places")
GUANGDONG = record("guangdong", "廣東", "Guangdong", "places", parent="china")
SHENZHEN = record("shenzhen", "深圳", "Shenzhen", "places", parent="guangdong")
HONG_KONG = record("hong-kong", "香港", "Hong Kong", "places", parent="china")
TOKYO = record("tokyo", "東京", "Tokyo", "places")
EXPO = record(
    "expo-2023", "創科展2023", "InnoEX 2023", "events", aliases=[("InnoEX", ABBREVIATION)]
)
SCHEME = record(
    "scheme",
    "高端人才通行證計劃",
    "Top Talent Pass Scheme",
    "programmes",
    aliases=[("高才通", SHORT)],
)
PARK = record("park", "創新園", "InnoParks", "facilities")
RECORDS = [
    *(HKU, HKUST, CUHK, CUHK_SHENZHEN, CUHK_INSTITUTE, HKUST_INSTITUTE),
    *(CUHK_ENGINEERING, CITYU_INSTITUTE, LIVER, MARINE),
    *(BUREAU, SUN_DONG, ASTRA, CHINA, GUANGDONG, SHENZHEN, HONG_KONG, TOKYO, EXPO, SCHEME, PARK),
]


def index_of(*records):
    """An index of these records, with the words of all of their names."""
    names = [form.terms for item in records for form in attested_forms(item)]
    words = {
        term for terms in names for term in terms if len(terms) > 1 or len(term) > len("hkusts")
    }
    bigrams = {bigram for terms in names for bigram in han_bigrams(terms)}
    return Index(records, SpellingDictionary(words, bigrams))


def match(index, text, limit=5, **filters):
    """The result for a text, with the candidates that a `CandidateFilter` accepts."""
    return match_text(index, text, CandidateFilter(**filters).bind(index), limit)


@pytest.fixture(scope="session")
def index():
    return index_of(*RECORDS)


@pytest.fixture(scope="session")
def chosen(index):
    """The id that is chosen for a text, or None."""

    def choose(text, **filters):
        return match(index, text, **filters).chosen

    return choose
