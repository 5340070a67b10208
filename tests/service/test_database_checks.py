import pytest
from django.core.management import call_command
from django.db import connection, connections

from hkinno.service.database_checks import REMEDY, check_databases, faults_of


@pytest.fixture
def database_with(database_made, django_db_blocker):
    """Connects Django to a database of given options."""
    other = connections["default"].copy()

    def make(options: str):
        name = database_made(options)["dbname"]
        other.settings_dict = other.settings_dict | {"NAME": name}
        return other

    with django_db_blocker.unblock():
        yield make
        other.close()


@pytest.mark.django_db
def test_database_of_the_tests_is_fit():
    assert faults_of(connection) == []


@pytest.mark.django_db
def test_looking_leaves_nothing_behind():
    with connection.cursor() as cursor:
        cursor.execute("drop extension if exists pg_trgm")
        faults_of(connection)
        cursor.execute("select count(*) from pg_extension where extname = 'pg_trgm'")

        assert cursor.fetchone()[0] == 0


@pytest.mark.django_db
def test_old_server_is_refused():
    (fault,) = faults_of(connection, oldest=99)

    assert fault.id == "hkinno.E001"
    assert fault.msg.endswith(" is too old: 99 or newer is needed.")


def test_database_that_knows_no_chinese_letters_is_refused(database_with):
    other = database_with("template template0 encoding 'UTF8' locale_provider libc locale 'C'")

    (fault,) = faults_of(other)

    assert (fault.id, fault.hint) == ("hkinno.E004", REMEDY)
    assert (
        fault.msg == "Chinese search would find nothing: pg_trgm sees no letters in Chinese here."
    )


def test_database_made_by_our_remedy_is_fit(database_with):
    options = REMEDY.partition("CREATE DATABASE hkinno")[2].rstrip(";")

    assert faults_of(database_with(options)) == []


def test_database_that_is_not_unicode_is_refused(database_with):
    other = database_with("template template0 encoding 'SQL_ASCII' locale_provider libc locale 'C'")

    (fault,) = faults_of(other)

    assert (fault.id, fault.msg) == ("hkinno.E002", "The database is encoded in SQL_ASCII.")


def test_database_whose_extension_we_may_not_make_is_refused(database_with):
    other = database_with("")
    with other.cursor() as cursor:
        cursor.execute("create role reader; set role reader")
        try:
            (fault,) = faults_of(other)
        finally:
            cursor.execute("reset role; drop role reader")

    assert fault.id == "hkinno.E003"
    assert fault.msg.startswith("The extension pg_trgm cannot be used: permission denied")


@pytest.mark.django_db
def test_check_asks_each_database():
    assert check_databases(databases=["default"]) == []
    assert check_databases(databases=None) == []


@pytest.mark.django_db
def test_command_check_asks_when_it_is_told_a_database(capsys):
    call_command("check", databases=["default"])

    assert capsys.readouterr().out == "System check identified no issues (0 silenced).\n"
