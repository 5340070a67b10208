"""Which words of a text a query matched."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection

HIGHLIGHTS = """
with query as materialized (select public.search_highlight_terms(%s) as terms)
select public.search_highlights(terms, value)
  from query cross join unnest(%s::text[]) with ordinality as v (value, n) order by n
"""


class Highlight(NamedTuple):
    """A field, its value, and the words in it that a query matched, as they are written there."""

    field: str
    value: str
    words: list[str]


def highlight(text: str, documents: Sequence[Iterable[tuple[str, str]]]) -> list[list[Highlight]]:
    """The fields of each document that a text matches, in one query.

    A document is a sequence of (field, value).
    """
    values = [
        (index, field, value)
        for index, document in enumerate(documents)
        for field, value in document
    ]
    with connection.cursor() as cursor:
        cursor.execute(HIGHLIGHTS, [text, [value for _index, _field, value in values]])
        rows = cursor.fetchall()
    highlights: list[list[Highlight]] = [[] for _ in documents]
    for (index, field, value), (words,) in zip(values, rows, strict=True):
        if words:
            highlights[index].append(Highlight(field, value, words))
    return highlights
