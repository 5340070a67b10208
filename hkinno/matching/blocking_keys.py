"""Keys under which the names that equal a part of a text are retrieved (blocking keys)."""

import re
from collections.abc import Iterator, Sequence

from hkinno.matching.name_forms import RecordNames, attested_forms
from hkinno.matching.normalize import lookup_key
from hkinno.matching.tokens import TermSequence

MAX_SPANS = 3000  # of a text, if it has at most 300 terms
MIN_SPAN_LENGTH = 10  # terms; spans up to this length are looked up in any text
MAX_CONTEXT = 12  # terms on either side of the name of a parent

# What `public.search_match_key` leaves out; a test compares the two.
NOISE = frozenset(
    "the of and for in on at to a an by with de hk hong kong hongkong hksar sar international intl "
    "national natl development limited ltd inc incorporated co corp corporation plc llc llp group "
    "holding gmbh ag company scheme program programme fund plan project initiative city province "
    "region municipality special administrative".split()
)
HAN_NOISE = re.compile(
    "香港|特别行政区|特区|地区|自治区|国际|国家|发展|中国|市|省|股份|有限|责任|公司|集团|控股"
    "|计划|项目|基金"
)
PUNCTUATION = re.compile("[&+]")
HOME_PREFIX = "hk"  # of an abbreviation: HKPolyU


def blocking_key(terms: Sequence[str]) -> str:
    """The key of a name without what people omit; of the whole name if little remains."""
    return join_terms(without_noise(terms), terms)


def without_noise(terms: Sequence[str]) -> list[str]:
    """The terms, those that are noise replaced by nothing."""
    return ["" if term in NOISE else term for term in terms]


def join_terms(kept: Sequence[str], terms: Sequence[str]) -> str:
    """The blocking key of terms, given these `without_noise`."""
    key = HAN_NOISE.sub("", "".join(kept))
    return key if len(key) > 1 else "".join(terms)


def span_keys(terms: TermSequence) -> Iterator[tuple[str, int, int]]:
    """`(key, start, end)` of the spans of a text that may be a name."""
    terms = tuple(PUNCTUATION.sub("", term) for term in terms)
    kept = without_noise(terms)  # once, and not for each span
    max_length = max(MIN_SPAN_LENGTH, MAX_SPANS // max(1, len(terms)))
    for start in range(len(terms)):
        for end in range(start + 1, min(len(terms), start + max_length) + 1):
            key = join_terms(kept[start:end], terms[start:end])
            if len(key) > 1:
                yield key, start, end
        if terms[start].startswith(HOME_PREFIX):
            yield terms[start].removeprefix(HOME_PREFIX), start, start + 1


def part_keys(terms: TermSequence, start: int, end: int, parent: RecordNames) -> Iterator[str]:
    """The keys of spans around a name of `parent`, with each of its other names instead.

    城大深圳研究院 mentions a part of 香港城市大學 by another name of its parent.
    """
    forms = [form.terms for form in attested_forms(parent)]
    if lookup_key(terms[start:end]) not in map(lookup_key, forms):
        return
    for form in forms:
        for first in range(max(0, start - MAX_CONTEXT), start + 1):
            for last in range(end, min(len(terms), end + MAX_CONTEXT) + 1):
                yield blocking_key(terms[first:start] + form + terms[end:last])
