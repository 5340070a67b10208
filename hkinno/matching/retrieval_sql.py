"""The SQL statements that retrieve candidates, each for any number of texts."""

from typing import Any

from django.db import connection

# The number of records as '', then the lexemes that occur in a name, each with the share of records
# that have it, according to the statistics of the planner; null for a rare one.
STATISTICS = """
with frequencies as materialized (
  select lexeme, frequency from pg_stats
    cross join unnest(most_common_elems::text::text[], most_common_elem_freqs) e (lexeme, frequency)
    where schemaname = 'public' and tablename = 'registry_searchentry'
      and attname = 'names_vector' and lexeme !~ '^[JP=]')
select '', reltuples from pg_class where oid = 'public.registry_searchentry'::regclass
union all
select lexeme, frequency from public.registry_known_lexemes(
    %(words)s, %(lexemes)s, array(select lexeme from frequencies)) k (lexeme)
  left join frequencies using (lexeme)
"""
# Records with a name of which {key} satisfies a condition, in the order of the index on it.
NAMES = """
select q.text, n.record_id from unnest(%(texts)s::text[]) q (text) cross join lateral (
  select n.record_id from registry_completion n join registry_record r on r.id = n.record_id
    where {key} {condition} and r.status = 'published' and r.merged_into_id is null
    order by {key} limit %(limit)s) n
"""
BY_KEY = NAMES.format(key="public.search_match_key(n.key)", condition="= q.text")
BY_PREFIX = NAMES.format(
    key="n.key",
    condition="between public.search_name_key(public.search_words(q.text))"
    " and public.search_name_key(public.search_words(q.text)) || '\U0010ffff'",
)
# The names with these initials, then those whose last words have them.
BY_INITIALS = NAMES.format(
    key="public.search_reversed_initials(n.key)",
    condition="between reverse(q.text) and reverse(q.text) || '~'",
)
SIMILAR = """
select number, id
  from unnest(%(numbers)s::integer[], %(queries)s::tsquery[], %(features)s::tsquery[],
    %(resources)s::text[]) q (number, query, features, resources)
  cross join lateral public.registry_similar_names(
    query, features, string_to_array(resources, ' '), %(limit)s) id
"""


def execute(statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
    """The rows that a statement returns."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
