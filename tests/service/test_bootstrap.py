import json

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError

from hkinno.fixtures.models import FixtureLoad
from hkinno.fixtures.rows import hash_files
from hkinno.service import bootstrap

READERS = {"model": "auth.group", "pk": 9, "fields": {"name": "readers", "permissions": []}}
CURATORS = {"model": "auth.group", "pk": 7, "fields": {"name": "curators", "permissions": []}}


@pytest.fixture
def lines():
    return []


@pytest.fixture
def fixtures(tmp_path):
    """Writes fixture files with the given names and rows."""

    def write(**files: list) -> list:
        for name, rows in files.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(rows))
        return sorted(tmp_path.glob("*.json"))

    return write


@pytest.mark.django_db
def test_fixtures_are_loaded_once(fixtures, lines):
    files = fixtures(groups=[CURATORS])

    bootstrap.load_fixtures(files, lines.append)
    Group.objects.all().delete()
    bootstrap.load_fixtures(files, lines.append)

    assert lines == ["Loading fixtures ..."]
    assert Group.objects.count() == 0


@pytest.mark.django_db
def test_no_fixtures_are_not_recorded_as_a_load(lines):
    bootstrap.load_fixtures([], lines.append)

    assert lines == []
    assert not FixtureLoad.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[{"model": "auth.group", "pk": 8, "fields": {"name": "%s"}}]' % ("x" * 151), "pk=8"),
        ("[", "b.json: Expecting value"),
        ('[{"model": "auth.group"}]', "b.json: a row is malformed: KeyError('fields')"),
        (
            '[{"model": "no.such", "pk": 1, "fields": {}}]',
            "b.json: a row is malformed: LookupError",
        ),
    ],
)
def test_start_with_fixtures_that_cannot_be_loaded_keeps_the_data(
    fixtures, lines, tmp_path, content, message
):
    bootstrap.load_fixtures(fixtures(a=[CURATORS]), lines.append)
    (tmp_path / "b.json").write_text(content)

    bootstrap.load_fixtures(fixtures(a=[READERS]), lines.append)

    assert lines[:2] == ["Loading fixtures ...", "Loading fixtures ..."]
    assert lines[2].startswith("The fixtures were not loaded, and the data is as it was: ")
    assert message in lines[2]
    assert lines[3:] == ["Correct them and start again."]
    assert Group.objects.get().name == "curators"
    assert FixtureLoad.objects.count() == 1


def test_hash_depends_on_names_and_contents(fixtures):
    original = hash_files(fixtures(a=[1]))
    other_content = hash_files(fixtures(a=[2]))
    (file,) = fixtures(a=[1])
    other_name = hash_files([file.rename(file.with_name("b.json"))])

    assert len({original, other_content, other_name}) == 3


@pytest.mark.django_db
def test_up_to_date_tables_are_not_migrated(lines):
    bootstrap.migrate(lines.append)

    assert lines == []


@pytest.mark.django_db
def test_admin_gets_a_random_password_that_is_shown_once(lines):
    bootstrap.create_admin("", lines.append)
    bootstrap.create_admin("", lines.append)

    (line,) = lines
    before, _, rest = line.partition(" with the password ")
    password, _, after = rest.partition(" ")
    assert (before, after) == ("Created the user admin", "(shown only once).")
    admin = User.objects.get()
    assert (admin.username, admin.is_superuser) == ("admin", True)
    assert admin.check_password(password)


@pytest.mark.django_db
def test_admin_gets_the_password_of_the_environment(lines):
    bootstrap.create_admin("jingzhe-5-March", lines.append)

    assert lines == ["Created the user admin with the password in HKINNO_ADMIN_PASSWORD."]
    assert User.objects.get(username="admin").check_password("jingzhe-5-March")


@pytest.mark.django_db
def test_weak_password_creates_no_user(lines):
    with pytest.raises(CommandError) as error:
        bootstrap.create_admin("12345", lines.append)

    assert str(error.value).startswith("HKINNO_ADMIN_PASSWORD: This password is too short.")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_admin_is_not_created_if_there_is_a_user(lines):
    User.objects.create_user("somebody")

    bootstrap.create_admin("", lines.append)

    assert (lines, User.objects.count()) == ([], 1)


@pytest.mark.django_db
def test_usable_database_is_accepted():
    bootstrap.require_usable_database()


@pytest.mark.django_db
def test_start_needs_a_connection_for_each_thread(settings):
    settings.WORKERS, settings.THREADS = 500, 200

    with pytest.raises(CommandError, match="need 100505 database connections, but the server"):
        bootstrap.require_usable_database()


def test_static_root_without_collected_files_is_rejected(settings, tmp_path):
    settings.STATIC_ROOT = None
    bootstrap.require_static_files()
    settings.STATIC_ROOT = str(tmp_path)

    with pytest.raises(CommandError) as error:
        bootstrap.require_static_files()

    assert str(error.value) == (
        f"STATIC_ROOT is {tmp_path}, where no static files were collected: run "
        "`manage.py collectstatic` first."
    )
