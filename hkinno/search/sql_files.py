"""SQL functions and triggers in versioned files, `sql/NAME.vVERSION.sql`.

A released file never changes, so that its migration always does the same. To change a function,
add the next version of the file, complete in itself (`create or replace`), and a migration that
runs it.
"""

import re
from pathlib import Path

from django.db.migrations.operations import RunSQL

CREATED = re.compile(
    r"^create (?:or replace )?function (?P<function>public\.\w+)"
    r"|^create (?:or replace )?(?:constraint )?trigger (?P<trigger>\w+) [^;]*? on (?P<on>\w+)"
    r"|^alter table (?P<table>\w+) add (?P<part>column|constraint) (?P<name>\w+)",
    re.MULTILINE,
)


def read_sql(folder: Path, name: str, version: int, **parameters: str) -> str:
    """The statements of a file, with each `{parameter}` filled in."""
    text = (folder / f"{name}.v{version}.sql").read_text(encoding="utf-8")
    for parameter, value in parameters.items():
        text = text.replace(f"{{{parameter}}}", value)
    return text


def drop_statements(sql: str) -> str:
    """Statements that drop what `sql` creates, in reverse order."""
    statements = []
    for match in CREATED.finditer(sql):
        if match["function"]:
            statements.append(f"drop function {match['function']};")
        elif match["trigger"]:
            statements.append(f"drop trigger {match['trigger']} on {match['on']};")
        else:
            statements.append(f"alter table {match['table']} drop {match['part']} {match['name']};")
    return "\n".join(reversed(statements))


def run_sql_file(folder: Path, name: str, version: int, **parameters: str) -> RunSQL:
    """Run a file; backwards, run its previous version, or drop what the first one created."""
    sql = read_sql(folder, name, version, **parameters)
    if version == 1:
        return RunSQL(sql, drop_statements(sql))
    return RunSQL(sql, read_sql(folder, name, version - 1, **parameters))
