"""The keys by which names are retrieved, in Python and in the database."""

import pytest

from hkinno.matching.blocking_keys import MAX_SPANS, blocking_key, span_keys
from hkinno.matching.spelling import deletions
from hkinno.matching.tokens import terms_of, tokenize
from tests.search.sql import call_function

pytestmark = pytest.mark.django_db

KEYS = {
    "香港大學": "大学",
    "香港": "香港",
    "香港中文大學（深圳）": "中文大学深圳",
    "The Hong Kong Universities of Sciences & Technology": "universitiesciencetechnology",
    "Chan & Sons (Holdings) Ltd": "chansons",
    "InnoEX 2023": "innoex2023",
    "創科展2023國際博覽會": "创科展2023博览会",
    "AI+ 計劃": "ai",
    "Hong Kong": "hongkong",
}


@pytest.mark.parametrize(("name", "key"), KEYS.items())
def test_key_leaves_out_what_people_omit(name, key):
    assert blocking_key([term.rstrip("+") for term in terms_of(tokenize(name))]) == key


@pytest.mark.parametrize("name", KEYS)
def test_key_of_a_name_is_the_same_in_the_database(name):
    name_key = call_function("search_name_key", call_function("search_words", name))

    assert call_function("search_match_key", name_key) == KEYS[name]


def test_deletions_are_the_same_in_the_database():
    assert set(call_function("search_deletions", "hello")) == deletions("hello")
    assert deletions("hello") == {"hello", "ello", "hllo", "helo", "hell"}


def test_number_of_spans_is_limited():
    long_text = tuple(chr(0x4E00 + n) for n in range(300))

    assert len(list(span_keys(long_text[:50]))) == 49 * 50 / 2
    assert len(list(span_keys(long_text))) <= MAX_SPANS
