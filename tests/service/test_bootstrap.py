import json
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError

from hkinno.registry.models import FixtureLoad, Place
from hkinno.service import bootstrap

OTHER = {"model": "auth.group", "pk": 9, "fields": {"name": "readers", "permissions": []}}
GROUP = {"model": "auth.group", "pk": 7, "fields": {"name": "curators", "permissions": []}}


@pytest.fixture
def said():
    return []


@pytest.fixture
def fixtures(tmp_path):
    """Writes files of fixtures; a test names them and their rows."""

    def write(**files: list) -> list:
        for name, rows in files.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(rows))
        return sorted(tmp_path.glob("*.json"))

    return write


@pytest.mark.django_db
def test_fixtures_are_loaded_once(fixtures, said):
    files = fixtures(groups=[GROUP])

    bootstrap.load_fixtures(files, said.append)
    Group.objects.all().delete()
    bootstrap.load_fixtures(files, said.append)

    assert said == ["Loading fixtures/ ..."]
    assert Group.objects.count() == 0


@pytest.mark.django_db
def test_fixtures_that_have_changed_are_loaded_and_those_of_before_again(fixtures, said):
    before = fixtures(groups=[GROUP])
    bootstrap.load_fixtures(before, said.append)
    bootstrap.load_fixtures(fixtures(groups=[OTHER]), said.append)
    Group.objects.all().delete()

    bootstrap.load_fixtures(fixtures(groups=[GROUP]), said.append)

    assert said == ["Loading fixtures/ ..."] * 3
    assert Group.objects.get().name == "curators"


@pytest.mark.django_db
def test_no_fixtures_are_no_load(said):
    bootstrap.load_fixtures([], said.append)

    assert said == []
    assert not FixtureLoad.objects.exists()


@pytest.mark.django_db
def test_records_that_a_curator_has_changed_are_named_before_they_are_loaded_over(fixtures, said):
    bootstrap.load_fixtures(fixtures(groups=[OTHER]), said.append)
    FixtureLoad.objects.update(loaded_at=datetime(2020, 1, 1, tzinfo=UTC))
    for id_ in ("sha-tin", "hong-kong"):
        Place.objects.create(
            id=id_, name_zh="地方", name_en="A place", name_en_basis="official", kind="district"
        )

    bootstrap.load_fixtures(fixtures(groups=[GROUP]), said.append)

    assert said[1:] == [
        "Loading fixtures/ ...",
        "Changed here since the last load, and fixtures/ decides where it holds them: "
        "hong-kong, sha-tin",
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "broken",
    [
        {"model": "auth.group", "pk": 8, "fields": {"name": "x" * 151}},
        {"model": "auth.group", "pk": 8, "fields": {"no_such_field": "x"}},
    ],
)
def test_broken_fixtures_change_nothing(fixtures, said, broken):
    with pytest.raises(CommandError) as failed:
        bootstrap.load_fixtures(fixtures(a=[GROUP], b=[broken]), said.append)

    assert str(failed.value).startswith("fixtures/ was not loaded, nothing was changed: ")
    assert Group.objects.count() == 0
    assert not FixtureLoad.objects.exists()


def test_digest_tells_names_and_contents_apart(fixtures):
    one = bootstrap.digest_of(fixtures(a=[1]))
    other_content = bootstrap.digest_of(fixtures(a=[2]))
    (file,) = fixtures(a=[1])
    other_name = bootstrap.digest_of([file.rename(file.with_name("b.json"))])

    assert len({one, other_content, other_name}) == 3


@pytest.mark.django_db
def test_tables_that_are_up_to_date_are_left_alone(said):
    bootstrap.migrate(said.append)

    assert said == []


@pytest.mark.django_db
def test_first_user_gets_a_password_that_is_shown_once(said):
    bootstrap.make_admin("", said.append)
    bootstrap.make_admin("", said.append)

    (line,) = said
    before, _, rest = line.partition(" with the password ")
    password, _, after = rest.partition(" ")
    assert (before, after) == ("Made the user admin", "(shown this once).")
    admin = User.objects.get()
    assert (admin.username, admin.is_superuser) == ("admin", True)
    assert admin.check_password(password)


@pytest.mark.django_db
def test_first_user_gets_the_password_that_is_named(said):
    bootstrap.make_admin("jingzhe-5-March", said.append)

    assert said == ["Made the user admin, with the password in HKINNO_ADMIN_PASSWORD."]
    assert User.objects.get(username="admin").check_password("jingzhe-5-March")


@pytest.mark.django_db
def test_weak_password_makes_no_user(said):
    with pytest.raises(CommandError) as refused:
        bootstrap.make_admin("12345", said.append)

    assert str(refused.value).startswith("HKINNO_ADMIN_PASSWORD: This password is too short.")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_user_who_is_there_stays_the_only_one(said):
    User.objects.create_user("somebody")

    bootstrap.make_admin("", said.append)

    assert (said, User.objects.count()) == ([], 1)


@pytest.mark.django_db
def test_fit_database_is_not_refused():
    bootstrap.refuse_unfit_database()
