import json
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError

from hkinno.registry.models import FixtureLoad, Place
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
def test_changed_fixtures_are_loaded_and_reverted_ones_again(fixtures, lines):
    first_files = fixtures(groups=[CURATORS])
    bootstrap.load_fixtures(first_files, lines.append)
    bootstrap.load_fixtures(fixtures(groups=[READERS]), lines.append)
    Group.objects.all().delete()

    bootstrap.load_fixtures(fixtures(groups=[CURATORS]), lines.append)

    assert lines == ["Loading fixtures ..."] * 3
    assert Group.objects.get().name == "curators"


@pytest.mark.django_db
def test_no_fixtures_are_not_recorded_as_a_load(lines):
    bootstrap.load_fixtures([], lines.append)

    assert lines == []
    assert not FixtureLoad.objects.exists()


@pytest.mark.django_db
def test_edited_records_are_listed_before_fixtures_overwrite_them(fixtures, lines):
    bootstrap.load_fixtures(fixtures(groups=[READERS]), lines.append)
    FixtureLoad.objects.update(loaded_at=datetime(2020, 1, 1, tzinfo=UTC))
    for id_ in ("sha-tin", "hong-kong"):
        Place.objects.create(
            id=id_, name_zh="地方", name_en="A place", name_en_basis="official", kind="district"
        )

    bootstrap.load_fixtures(fixtures(groups=[CURATORS]), lines.append)

    assert lines[1:] == [
        "Loading fixtures ...",
        "Edited since the last load; the fixtures overwrite their fields: hong-kong, sha-tin",
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "broken",
    [
        {"model": "auth.group", "pk": 8, "fields": {"name": "x" * 151}},
        {"model": "auth.group", "pk": 8, "fields": {"no_such_field": "x"}},
    ],
)
def test_broken_fixtures_change_nothing(fixtures, lines, broken):
    with pytest.raises(CommandError) as error:
        bootstrap.load_fixtures(fixtures(a=[CURATORS], b=[broken]), lines.append)

    assert str(error.value).startswith("The fixtures were not loaded, nothing changed: ")
    assert Group.objects.count() == 0
    assert not FixtureLoad.objects.exists()


def test_hash_depends_on_names_and_contents(fixtures):
    original = bootstrap.hash_files(fixtures(a=[1]))
    other_content = bootstrap.hash_files(fixtures(a=[2]))
    (file,) = fixtures(a=[1])
    other_name = bootstrap.hash_files([file.rename(file.with_name("b.json"))])

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
