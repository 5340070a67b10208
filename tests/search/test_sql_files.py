"""The functions and triggers of the migrated database are those of the newest SQL files."""

import re

import pytest
from django.db import connection

from hkinno.registry.migration_operations import SQL_FOLDER as REGISTRY
from hkinno.search.lookup_tables_sql import SQL_FOLDER as SEARCH
from hkinno.search.lookup_tables_sql import lookup_tables_sql
from hkinno.search.sql_files import CREATED, drop_statements, read_sql, run_sql_file
from tests.search.sql import latest_version

# Run once per table, with parameters: without them `create or replace` has no table names.
TEMPLATE_NAMES = {"child_table", "searched_columns", "same_resource"}
SELECT_FUNCTIONS = """
select proname::text, pg_get_functiondef(oid) from pg_proc
  where pronamespace = 'public'::regnamespace and prolang <> (
    select oid from pg_language where lanname = 'c')
"""
SELECT_TRIGGERS = """
select tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) from pg_trigger
  where not tgisinternal
"""


def select_dict(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return dict(cursor.fetchall())


def created_functions():
    """The names of the functions in the database."""
    return set(select_dict(SELECT_FUNCTIONS))


def newest_files():
    """`{(folder, name): text of the newest version}` of all files."""
    names = {
        (folder, path.name.split(".")[0])
        for folder in (REGISTRY, SEARCH)
        for path in folder.iterdir()
    }
    return {
        (folder, name): read_sql(folder, name, latest_version(folder, name))
        for folder, name in names
    }


@pytest.mark.django_db
def test_database_has_the_functions_and_triggers_of_the_newest_files():
    functions, triggers = select_dict(SELECT_FUNCTIONS), select_dict(SELECT_TRIGGERS)

    with connection.cursor() as cursor:
        for (_folder, name), text in newest_files().items():
            if name not in TEMPLATE_NAMES:
                cursor.execute(text)

    assert select_dict(SELECT_FUNCTIONS) == functions
    assert select_dict(SELECT_TRIGGERS) == triggers


@pytest.mark.django_db
def test_database_has_only_the_functions_of_the_files():
    created = [
        match["function"]
        for text in newest_files().values()
        for match in CREATED.finditer(text)
        if match["function"]
    ]

    assert sorted(created) == sorted(f"public.{name}" for name in created_functions())


@pytest.mark.django_db
def test_every_child_table_has_the_triggers_of_its_resource():
    child_tables = {
        f"{name.split('.')[0]}"
        for name in select_dict(SELECT_TRIGGERS)
        if name.endswith(".touch_record")
    }

    assert child_tables == {
        model._meta.db_table
        for model in connection.introspection.installed_models(
            connection.introspection.table_names()
        )
        if model._meta.parents
    }


def test_lookup_tables_match_the_data():
    name = "lookup_tables"

    assert read_sql(SEARCH, name, latest_version(SEARCH, name)) == lookup_tables_sql()


def test_drop_statements_are_in_reverse_order():
    sql = read_sql(REGISTRY, "child_table", 1, table="t", resource="r")

    assert drop_statements(sql).splitlines() == [
        "drop trigger history_inserted on t;",
        "drop trigger history on t;",
        "drop trigger follow_merge on t;",
        "drop trigger touch_record on t;",
        "drop trigger a_write_lock on t;",
        "alter table t drop constraint t_is_of_its_resource;",
        "alter table t drop column resource_;",
    ]


def test_later_version_reverses_to_the_previous_one(tmp_path):
    for version in (1, 2):
        (tmp_path / f"answer.v{version}.sql").write_text(
            "create or replace function public.answer() returns integer language sql as "
            f"$$ select {version} $$;"
        )

    first, second = (run_sql_file(tmp_path, "answer", version) for version in (1, 2))

    assert latest_version(tmp_path, "answer") == 2
    assert first.reverse_sql == "drop function public.answer;"
    assert second.reverse_sql == first.sql
    assert re.search("select 2", second.sql)
