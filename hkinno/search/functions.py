"""The functions in SQL that cut texts and queries, with their tables filled in."""

import re
from pathlib import Path

from django.db.migrations.operations import RunSQL

from hkinno.search.tables import as_json, fold_table, readings, regional_words, syllables

FOLDER = Path(__file__).resolve().parent / "sql"

# Ideographs with all extensions, radicals, kana, bopomofo, syllables of Hangul.
HAN = "⺀-⿕々〇ぁ-ゖァ-ヺーㄅ-ㄯㆠ-ㆿㇰ-ㇿ㐀-䶿一-鿿가-힣豈-﫿\\U00020000-\\U0003ffff"
# Digits, and letters of the scripts that part their words by blanks.
LETTERS = "0-9a-zÀ-ÖØ-öø-\\u10ff\\u1200-\\u1fff"
# Brackets, quotation marks, dots, dashes and blanks.
WITHIN = "「」『』《》〈〉“”‘’\"''()[\\]【】〔〕·•‧・‐-―_/&+~ -"


def literal(text: str) -> str:
    """A text as a constant of SQL."""
    return "'" + text.replace("'", "''") + "'"


def functions() -> str:
    """The statements that create them all."""
    regional = regional_words()
    filled = {
        "HAN": HAN,
        "LETTERS": LETTERS,
        "WITHIN": WITHIN,
        "FIRST": "⺀",
        "FOLD": literal(as_json(fold_table())),
        "READINGS": literal(as_json(readings())),
        "REGIONAL": literal(as_json(regional)),
        "SYLLABLES": literal(as_json(syllables())),
        "LONGEST": str(max(len(word) for word in regional if not word.isascii())),
    }
    text = statements("tokenize.sql") + statements("query.sql")
    for name, value in filled.items():
        text = text.replace(f"@{name}@", value)
    return text


def statements(name: str) -> str:
    """A file of statements."""
    return (FOLDER / name).read_text(encoding="utf-8")


def undone(text: str) -> str:
    """The statements that drop the triggers and functions of others, the last first."""
    made = re.findall(
        r"^create (?:function (public\.\w+\([^)]*\))|trigger (\w+) [^;]*? on (\w+))", text, re.M
    )
    return "\n".join(
        f"drop function {function};" if function else f"drop trigger {trigger} on {table};"
        for function, trigger, table in reversed(made)
    )


def own_texts(table: str, *columns: str) -> RunSQL:
    """Let columns of a child of Record be searched among the texts of the record."""
    named = ", ".join(columns)
    return RunSQL(
        f"""
        create trigger own_texts_new after insert on {table}
          for each row execute function public.registry_own_texts({named});
        create trigger own_texts_changed after update of {named} on {table} for each row
          when (({", ".join(f"old.{column}" for column in columns)})
            is distinct from ({", ".join(f"new.{column}" for column in columns)}))
          execute function public.registry_own_texts({named});
        update registry_searchentry set own_texts = array_remove(array[{named}]::text[], '')
          from {table} where record_id = record_ptr_id;
        """,
        f"""
        drop trigger own_texts_changed on {table};
        drop trigger own_texts_new on {table};
        """,
    )
