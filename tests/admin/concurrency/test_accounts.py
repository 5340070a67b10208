"""Users and groups that two superusers open at the same time."""

import pytest
from django.contrib.auth.models import Group, Permission, User

from tests.admin.admin_client import admin_url, form_errors, form_values, messages
from tests.admin.concurrency.lost_updates import open_page, save

REFUSED = (
    "Nothing was saved, because others have saved this since you opened the page. Open it again and"
    " repeat your changes."
)


@pytest.fixture
def editor(db):
    """A user with a group and a permission."""
    user = User.objects.create_user("editor", password="one-good-password", is_staff=True)
    user.groups.add(Group.objects.create(name="Curators"))
    user.user_permissions.add(Permission.objects.get(codename="change_lab"))
    return user


def test_second_save_of_a_user_is_refused(anna, ben, editor):
    first, second = (open_page(client, User, editor.pk) for client in (anna, ben))

    save(anna, User, editor.pk, first, email="a@example.org")
    response = save(ben, User, editor.pk, second | {"is_staff": []}, email="b@example.org")

    assert form_errors(response)[""] == [REFUSED]
    assert form_values(response, User)["email"] == "b@example.org"
    editor.refresh_from_db()
    assert (editor.email, editor.is_staff) == ("a@example.org", True)


def test_refused_form_is_refused_again_until_the_page_is_opened_again(anna, ben, editor):
    first, second = (open_page(client, User, editor.pk) for client in (anna, ben))
    save(anna, User, editor.pk, first, first_name="Anna")

    refused = save(ben, User, editor.pk, second, last_name="Ben")
    again = save(ben, User, editor.pk, form_values(refused, User))
    saved = save(ben, User, editor.pk, open_page(ben, User, editor.pk), last_name="Ben")

    assert form_errors(again)[""] == [REFUSED]
    assert "was changed successfully" in messages(saved)[0]
    editor.refresh_from_db()
    assert (editor.first_name, editor.last_name) == ("Anna", "Ben")
    assert editor.check_password("one-good-password")
    assert [group.name for group in editor.groups.all()] == ["Curators"]


def test_change_by_a_command_counts_as_well(ben, editor):
    form = open_page(ben, User, editor.pk)
    User.objects.filter(pk=editor.pk).update(is_superuser=True)

    assert form_errors(save(ben, User, editor.pk, form))[""] == [REFUSED]


def test_permission_that_was_added_counts_as_well(ben, editor):
    form = open_page(ben, User, editor.pk)
    editor.user_permissions.add(Permission.objects.get(codename="view_lab"))

    assert form_errors(save(ben, User, editor.pk, form))[""] == [REFUSED]
    assert editor.user_permissions.count() == 2


def test_login_of_the_user_is_no_conflict(ben, client, editor):
    form = open_page(ben, User, editor.pk)
    client.force_login(editor)

    assert "was changed successfully" in messages(save(ben, User, editor.pk, form))[0]


def test_second_save_of_a_group_is_refused(ben, editor):
    group = Group.objects.get()
    form = open_page(ben, Group, group.pk)
    group.permissions.add(Permission.objects.get(codename="view_lab"))

    response = save(ben, Group, group.pk, form, name="Editors")

    assert form_errors(response)[""] == [REFUSED]
    assert Group.objects.get().name == "Curators"


def test_form_that_does_not_state_its_version_is_refused(ben, editor):
    form = open_page(ben, User, editor.pk) | {"version": ""}

    response = save(ben, User, editor.pk, form, first_name="Mine")

    assert form_errors(response)[""] == [REFUSED]
    assert User.objects.get(pk=editor.pk).first_name == ""


def test_user_is_added_without_a_version(ben):
    url = admin_url(User, "add")
    form = form_values(ben.get(url), User) | {"username": "new"}
    password = {"password1": "one-good-password", "password2": "one-good-password"}

    response = ben.post(url, form | password | {"usable_password": "true"}, follow=True)

    assert "was added successfully" in messages(response)[0]


def test_group_is_added_without_a_version(ben):
    url = admin_url(Group, "add")

    response = ben.post(url, form_values(ben.get(url), Group) | {"name": "New"}, follow=True)

    assert "was added successfully" in messages(response)[0]
    assert Group.objects.get().name == "New"
