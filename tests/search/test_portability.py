"""Search in a restored dump, in a database with another locale, and after its migrations."""

import os
import subprocess

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hkinno.registry.models.search_index import Completion
from hkinno.search.lookup_tables_sql import SQL_FOLDER
from hkinno.search.sql_files import read_sql
from hkinno.service.postgres.binaries import find, system_directories, wheel_directory
from tests.factories import IndicatorFactory, LabFactory
from tests.search.search_queries import search_ids
from tests.search.sql import latest_version, run_sql
from tests.search.test_sql_files import created_functions

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.untraced]


@pytest.fixture
def empty_database(transactional_db):
    """The name of a new, empty database without a locale."""
    name = f"{connection.settings_dict['NAME']}_bare"
    run_sql(f"create database {name} template template0 lc_collate 'C' lc_ctype 'C'")
    yield name
    run_sql(f"drop database {name} with (force)")


def test_dump_of_the_database_can_be_restored(empty_database, folder):
    """Functions call each other by qualified names, as the search path is empty in a restore."""
    LabFactory(id="lab", name_zh="光學實驗室")
    server = connection.connection.info
    env = os.environ | {
        "PGHOST": server.host,
        "PGPORT": str(server.port),
        "PGUSER": server.user,
        "PGPASSWORD": server.password,
    }
    bin_dir = find(os.environ, wheel_directory(), system_directories())
    psql = [bin_dir / "psql", "-qAtX", "-d", empty_database]
    query = "select record_id from registry_searchentry where names_vector @@ search_query('光学')"

    dump = subprocess.check_output([bin_dir / "pg_dump", server.dbname], env=env)
    # Errors are ignored: a newer pg_dump sets options that an older server does not know.
    subprocess.run(psql, input=dump, env=env, check=True, capture_output=True)

    assert subprocess.check_output([*psql, "-c", query], env=env, text=True) == "lab\n"


def test_functions_do_not_depend_on_the_locale(empty_database):
    """Neither do they need an extension that depends on it."""
    texts = ["香港科技大學（深圳）衞", "Université ＨＫＵ Ω Ж", "3D打印 𠮷㑮", "xianggang robots"]
    query = """
        select array_agg(concat_ws(' ', key, search_query(t)::text, search_match_key(key),
            search_reversed_initials(key)))
          from unnest(%s::text[]) t cross join lateral search_name_key(search_words(t)) key
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [texts])
        expected = cursor.fetchone()
    params = connection.get_connection_params() | {"dbname": empty_database, "autocommit": True}
    del params["context"]

    with psycopg.connect(**params) as other_connection:
        for name in ("lookup_tables", "tokenize", "query", "name_keys"):
            other_connection.execute(read_sql(SQL_FOLDER, name, latest_version(SQL_FOLDER, name)))
        assert other_connection.execute(query, [texts]).fetchone() == expected


@pytest.mark.django_db(transaction=True)
def test_migrations_can_be_reversed_and_reapplied():
    executor = MigrationExecutor(connection)

    executor.migrate([("search", None)])
    assert created_functions() == set()
    assert "registry_record" not in connection.introspection.table_names()
    call_command("migrate", verbosity=0)

    IndicatorFactory(id="share", name_zh="光學佔比", definition_zh="量度光學。")
    assert search_ids("光学") == ["share"]
    assert Completion.objects.count() == 2
