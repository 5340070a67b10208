"""Users and groups that two superusers open at the same time."""

import pytest
from django.contrib.auth.models import Group, Permission, User

from tests.admin.admin_client import (
    FormParser,
    admin_url,
    form_errors,
    form_values,
    messages,
    run_action,
)
from tests.admin.concurrency.lost_updates import comparison, open_page, save


@pytest.fixture
def editor(db):
    """A user with a group and a permission."""
    user = User.objects.create_user("editor", password="one-good-password", is_staff=True)
    user.groups.add(Group.objects.create(name="Curators"))
    user.user_permissions.add(Permission.objects.get(codename="change_lab"))
    return user


def test_second_save_of_a_user_is_refused_and_shows_both_versions(anna, ben, editor):
    first, second = (open_page(client, User, editor.pk) for client in (anna, ben))
    added = Permission.objects.get(codename="view_lab")

    permissions = [*first["user_permissions"], str(added.pk)]
    save(anna, User, editor.pk, first, email="a@example.org", user_permissions=permissions)
    response = save(ben, User, editor.pk, second | {"is_staff": []}, email="b@example.org")

    (differences,) = comparison(response).values()
    assert differences["Email address"] == ("", "a@example.org", "b@example.org")
    assert differences["Staff status"] == ("on", "on", "")
    opened, theirs, yours = differences["User permissions"]
    assert opened == yours == str(Permission.objects.get(codename="change_lab"))
    assert theirs == f"{opened}, {added}"
    assert [entry.username for entry in response.context["conflict"].saves] == ["curator"]
    editor.refresh_from_db()
    assert (editor.email, editor.is_staff) == ("a@example.org", True)


def test_form_of_a_user_can_be_saved_after_review(anna, ben, editor):
    first, second = (open_page(client, User, editor.pk) for client in (anna, ben))
    save(anna, User, editor.pk, first, first_name="Anna")

    refused = save(ben, User, editor.pk, second, last_name="Ben")
    saved = save(ben, User, editor.pk, form_values(refused, User))

    assert "was changed successfully" in messages(saved)[0]
    editor.refresh_from_db()
    assert (editor.first_name, editor.last_name) == ("Anna", "Ben")
    assert editor.check_password("one-good-password")
    assert [group.name for group in editor.groups.all()] == ["Curators"]


def test_change_by_a_command_counts_as_well(ben, editor):
    form = open_page(ben, User, editor.pk)
    User.objects.filter(pk=editor.pk).update(is_superuser=True)

    response = save(ben, User, editor.pk, form)

    assert comparison(response) == {"editor": {"Superuser status": ("", "on", "")}}


def test_login_of_the_user_is_no_conflict(ben, client, editor):
    form = open_page(ben, User, editor.pk)
    client.force_login(editor)

    assert "was changed successfully" in messages(save(ben, User, editor.pk, form))[0]


def test_second_save_of_a_group_is_refused(ben, editor):
    group = Group.objects.get()
    form = open_page(ben, Group, group.pk)
    group.permissions.add(Permission.objects.get(codename="view_lab"))

    response = save(ben, Group, group.pk, form, name="Editors")

    assert comparison(response)["Curators"]["Name"] == ("Curators", "Curators", "Editors")
    assert "others have saved this" in form_errors(response)[""][0]


@pytest.mark.parametrize("version", ["", "12", "forged:signature"])
def test_form_of_an_unknown_version_is_refused(ben, editor, version):
    form = open_page(ben, User, editor.pk) | {"last_change": version}

    response = save(ben, User, editor.pk, form, first_name="Mine")

    assert "does not state which version it shows" in form_errors(response)[""][0]
    assert form_values(response, User)["first_name"] == "Mine"
    assert User.objects.get(pk=editor.pk).first_name == ""


def test_what_was_typed_into_a_deleted_user_is_shown(ben, editor):
    form, key = open_page(ben, User, editor.pk), editor.pk
    editor.delete()

    response = save(ben, User, key, form, first_name="Mine")

    assert comparison(response)[str(key)]["First name"] == ("", None, "Mine")
    assert "was deleted after you opened the page" in response.content.decode()
    assert ben.get(admin_url(User, "change", key)).status_code == 302


def test_user_that_changed_after_the_confirmation_page_is_not_deleted(anna, ben, editor):
    url = admin_url(User, "delete", editor.pk)
    form = FormParser(ben.get(url).content.decode(), "delete_form").values
    save(anna, User, editor.pk, open_page(anna, User, editor.pk), first_name="Anna")

    response = ben.post(url, form, follow=True)

    assert "others have saved since you opened the page: editor." in messages(response)[0]
    form = FormParser(response.content.decode(), "delete_form").values
    assert "was deleted successfully" in messages(ben.post(url, form, follow=True))[0]


def test_selected_users_that_changed_after_the_confirmation_page_are_not_deleted(anna, ben, editor):
    page = run_action(ben, User, "delete_selected", editor.pk)
    form = FormParser(page.content.decode(), "delete_form").values
    save(anna, User, editor.pk, open_page(anna, User, editor.pk), first_name="Anna")

    response = ben.post(admin_url(User, "changelist"), form, follow=True)

    assert "others have saved since you opened the page: editor." in messages(response)[0]
    assert User.objects.filter(pk=editor.pk).exists()


def test_user_is_added_without_a_version(ben):
    url = admin_url(User, "add")
    form = form_values(ben.get(url), User) | {"username": "new"}
    password = {"password1": "one-good-password", "password2": "one-good-password"}

    response = ben.post(url, form | password | {"usable_password": "true"}, follow=True)

    assert "was added successfully" in messages(response)[0]


def test_selected_users_that_nobody_changed_are_deleted(ben, editor):
    page = run_action(ben, User, "delete_selected", editor.pk)
    form = FormParser(page.content.decode(), "delete_form").values

    ben.post(admin_url(User, "changelist"), form, follow=True)

    assert not User.objects.filter(pk=editor.pk).exists()
