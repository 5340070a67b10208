"""Search lives on in a dump, in a database of another locale, and through its migrations."""

import os
import subprocess

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hkinno.registry.models.search_index import Completion
from hkinno.search.functions import SQL_FOLDER
from hkinno.search.sql_files import latest_version, read_sql
from hkinno.service.postgres.binaries import find, system_directories, wheel_directory
from tests.factories import IndicatorFactory, LabFactory
from tests.search.test_searching import ids
from tests.search.test_sql_files import created_functions
from tests.search.writing import run

pytestmark = [pytest.mark.server, pytest.mark.slow]


@pytest.fixture
def bare(transactional_db):
    """The name of a new database, with nothing in it, and without a locale."""
    name = f"{connection.settings_dict['NAME']}_bare"
    run(f"create database {name} template template0 lc_collate 'C' lc_ctype 'C'")
    yield name
    run(f"drop database {name} with (force)")


def test_dump_of_the_database_restores(bare, folder):
    """Functions that call others are found while the path is empty, as it is in a restore."""
    LabFactory(id="lab", name_zh="光學實驗室")
    server = connection.connection.info
    named = os.environ | {
        "PGHOST": server.host,
        "PGPORT": str(server.port),
        "PGUSER": server.user,
        "PGPASSWORD": server.password,
    }
    bin_dir = find(os.environ, wheel_directory(), system_directories())
    psql = [bin_dir / "psql", "-qAtX", "-d", bare]
    asked = "select record_id from registry_searchentry where names_vector @@ search_query('光学')"

    dumped = subprocess.check_output([bin_dir / "pg_dump", server.dbname], env=named)
    # A newer pg_dump sets what an older server does not know: what counts is what is there.
    subprocess.run(psql, input=dumped, env=named, check=True, capture_output=True)

    assert subprocess.check_output([*psql, "-c", asked], env=named, text=True) == "lab\n"


def test_functions_give_the_same_in_a_database_without_a_locale(bare):
    """Nothing is left to the locale, nor to an extension that depends on it."""
    texts = ["香港科技大學（深圳）衞", "Université ＨＫＵ Ω Ж", "3D打印 𠮷㑮", "xianggang robots"]
    asked = """
        select array_agg(search_words(t) || ' ' || search_query(t)::text) from unnest(%s::text[]) t
    """
    with connection.cursor() as cursor:
        cursor.execute(asked, [texts])
        here = cursor.fetchone()
    place = connection.get_connection_params() | {"dbname": bare, "autocommit": True}
    del place["context"]

    with psycopg.connect(**place) as other:
        for name in ("lookup_tables", "tokenize", "query"):
            other.execute(read_sql(SQL_FOLDER, name, latest_version(SQL_FOLDER, name)))
        assert other.execute(asked, [texts]).fetchone() == here


@pytest.mark.django_db(transaction=True)
def test_migrations_go_back_to_nothing_and_forward_again():
    executor = MigrationExecutor(connection)

    executor.migrate([("search", None)])
    assert created_functions() == set()
    assert "registry_record" not in connection.introspection.table_names()
    call_command("migrate", verbosity=0)

    IndicatorFactory(id="share", name_zh="光學佔比", definition_zh="量度光學。")
    assert ids("光学") == ["share"]
    assert Completion.objects.count() == 2
