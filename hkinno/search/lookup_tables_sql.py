"""The SQL functions that split texts and queries, and the lookup tables that they use."""

import re
from collections.abc import Mapping
from pathlib import Path

from hkinno.search.tables import as_json, fold_table, readings, regional_words, spellings, syllables

SQL_FOLDER = Path(__file__).resolve().parent / "sql"

# Ideographs with all extensions, radicals, kana, bopomofo, syllables of Hangul.
HAN = "⺀-⿕々〇ぁ-ゖァ-ヺーㄅ-ㄯㆠ-ㆿㇰ-ㇿ㐀-䶿一-鿿가-힣豈-﫿\\U00020000-\\U0003ffff"
# Digits, and letters of the scripts that part their words by blanks.
LETTERS = "0-9a-zÀ-ÖØ-öø-\\u10ff\\u1200-\\u1fff"

CONSTANT = """
create or replace function public.{name}() returns {type}
immutable parallel safe language sql as $$ select {value} $$;
"""


def lookup_tables_sql() -> str:
    """The file `lookup_tables.v….sql` as it follows from `search/data/`."""
    longest = max(len(word) for word in regional_words() if not word.isascii())
    constants = [
        CONSTANT.format(name="search_longest_regional_word", type="integer", value=longest)
    ]
    tables: dict[str, Mapping[str, object]] = {
        "search_fold_table": fold_table(),
        "search_readings_table": readings(),
        "search_regional_table": regional_words(),
        "search_spellings_table": spellings(),
        "search_syllables_table": syllables(),
    }
    for name, table in tables.items():
        value = "\n'" + wrap(as_json(table).replace("'", "''")) + "'::jsonb\n"
        constants.append(CONSTANT.format(name=name, type="jsonb", value=value))
    return "-- Generated from search/data/ by hkinno.search.lookup_tables_sql.\n" + "".join(
        constants
    )


def wrap(json: str) -> str:
    """Break JSON into lines of about 100 characters, after commas between members."""
    return re.sub(r'(.{80,99}?",)(?=")', r"\1\n", json)
