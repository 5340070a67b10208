import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from hkinno.service.database_checks import (
    CREATE_DATABASE,
    check_connections,
    check_database,
    check_databases,
    check_privileges,
)


@pytest.fixture
def database_with(create_database, django_db_blocker):
    """Connects Django to a new database with the given options."""
    connection_wrapper = connections["default"].copy()

    def create(options: str):
        name = create_database(options)["dbname"]
        connection_wrapper.settings_dict = connection_wrapper.settings_dict | {"NAME": name}
        return connection_wrapper

    with django_db_blocker.unblock():
        yield create
        connection_wrapper.close()


@pytest.mark.django_db
def test_database_of_the_test_run_is_accepted():
    assert check_database(connection) == []


@pytest.mark.django_db
def test_old_server_is_rejected():
    (error,) = check_database(connection, min_version=99)

    assert error.id == "hkinno.E001"
    assert error.msg.endswith(" is too old: 99 or newer is required.")


@pytest.mark.parametrize(
    "options",
    [
        CREATE_DATABASE.partition("CREATE DATABASE hkinno")[2].rstrip(";"),
        "template template0 encoding 'UTF8' locale_provider libc locale 'C'",
    ],
)
def test_empty_unicode_database_is_accepted_whatever_its_locale(database_with, options):
    assert check_database(database_with(options)) == []


def test_database_that_is_not_unicode_is_rejected(database_with):
    connection_wrapper = database_with(
        "template template0 encoding 'SQL_ASCII' locale_provider libc locale 'C'"
    )

    (error,) = check_database(connection_wrapper)

    assert (error.id, error.msg) == (
        "hkinno.E002",
        "The encoding of the database is SQL_ASCII; UTF8 is required.",
    )
    assert error.hint.endswith(CREATE_DATABASE)


@pytest.mark.django_db
def test_database_of_another_version_is_rejected():
    recorder = MigrationRecorder(connection)
    recorder.record_applied("registry", "0005_search_of_every_writer")
    recorder.record_applied("an_app_that_is_not_installed", "0001_initial")

    (error,) = check_database(connection)

    assert error.id == "hkinno.E003"
    assert error.msg == (
        "Another version of hkinno created the tables of this database. This version does not have "
        "the migrations registry.0005_search_of_every_writer."
    )


@pytest.mark.django_db
def test_role_that_may_not_create_tables_is_rejected_only_if_there_are_tables_to_create():
    loader = MigrationLoader(connection)
    with connection.cursor() as cursor:
        cursor.execute("create role hkinno_reader; set local role hkinno_reader")

    assert check_privileges(connection, loader) == []
    loader.applied_migrations = {}
    (error,) = check_privileges(connection, loader)

    assert (error.id, error.msg) == (
        "hkinno.E004",
        "The database has unapplied migrations, and hkinno_reader may not create tables in it.",
    )


@pytest.mark.django_db
def test_role_that_may_create_tables_is_accepted():
    loader = MigrationLoader(connection)
    loader.applied_migrations = {}

    assert check_privileges(connection, loader) == []


@pytest.mark.django_db
def test_more_threads_than_connections_are_rejected():
    with connection.cursor() as cursor:
        cursor.execute("select user")
        cursor.execute(f'alter role "{cursor.fetchone()[0]}" connection limit 24')

    assert check_connections(connection, workers=3, threads=5) == []
    (error,) = check_connections(connection, workers=4, threads=4)

    assert (error.id, error.msg) == (
        "hkinno.E005",
        "4 workers with 4 threads and 5 other connections need 25 database connections, but the "
        "server allows 24.",
    )


@pytest.mark.django_db
def test_every_database_is_checked():
    assert check_databases(databases=["default"]) == []
    assert check_databases(databases=None) == []


@pytest.mark.django_db
def test_check_command_checks_the_given_database(capsys):
    call_command("check", databases=["default"])

    assert capsys.readouterr().out == "System check identified no issues (0 silenced).\n"
