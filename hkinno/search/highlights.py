"""Which words of a record a query matched, and where they stand."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.db import connection

from hkinno.registry.models.record import Record

MATCHED = """
select public.hkinno_matched(%s, value) from unnest(%s::text[]) with ordinality as v (value, n)
order by n
"""


FIELDS = ["name", "aliases", "focus", "summary", "other"]


class Match(NamedTuple):
    """A field, its value, and the words in it, as they are written there, that a query matched."""

    field: str
    value: str
    words: list[str]


def matches(records: Sequence[Record], text: str) -> list[list[Match]]:
    """What of each record a query matched, names first: one question for all of them."""
    values = [(n, field, value) for n, each in enumerate(records) for field, value in texts(each)]
    with connection.cursor() as cursor:
        cursor.execute(MATCHED, [text, [value for _n, _field, value in values]])
        words = [found for (found,) in cursor.fetchall()]
    matched: list[list[Match]] = [[] for _ in records]
    for (n, field, value), found in zip(values, words, strict=True):
        if found:
            matched[n].append(Match(field, value, found))
    return matched


def texts(record: Record) -> Iterator[tuple[str, str]]:
    """The fields that are searched, by the names of the API; `other` are the kind's own columns."""
    yield from given(("name", record.name_zh), ("name", record.name_en))
    yield from given(*(("aliases", each["value"]) for each in record.aliases))
    yield from given(*(("focus", word) for each in record.focus for word in each.values()))
    yield from given(("summary", record.summary_zh), ("summary", record.summary_en))
    yield from given(*(("other", text) for text in record.search_entry.own_texts))


def given(*fields: tuple[str, str]) -> Iterable[tuple[str, str]]:
    """Those that are not empty."""
    return (field for field in fields if field[1])
