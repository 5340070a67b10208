"""Deletions, actions and imports of what changed since their page was opened."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from hkinno.registry.models import Record, Statement
from labs.models import Lab
from tests.admin.admin_client import (
    FormParser,
    admin_url,
    messages,
    run_action,
)
from tests.admin.concurrency.lost_updates import open_page
from tests.admin.imports.import_client import LAB, confirm, upload
from tests.factories import (
    LabFactory,
)


def test_record_that_changed_after_the_confirmation_page_is_not_deleted(ben, lab):
    url = admin_url(Lab, "delete", "lab")
    form = FormParser(ben.get(url).content.decode(), "delete_form").values
    Statement.objects.filter(id="lab.exists.source.1").update(note="Theirs")

    response = ben.post(url, form, follow=True)

    assert messages(response) == [
        "Nothing was changed, because others have saved since you opened the page: lab. Check the"
        " current values, then try again."
    ]
    assert response.redirect_chain == [(url, 302)]
    form = FormParser(response.content.decode(), "delete_form").values
    assert "was deleted successfully" in messages(ben.post(url, form, follow=True))[0]


def test_selected_records_that_changed_after_the_confirmation_page_are_not_deleted(ben, lab):
    LabFactory(id="other")
    page = run_action(ben, Lab, "delete_selected", "lab", "other")
    form = FormParser(page.content.decode(), "delete_form").values
    Record.objects.filter(id="other").update(name_en="Theirs")

    form["_selected_action"] = ["lab", "other"]
    response = ben.post(admin_url(Lab, "changelist"), form, follow=True)

    assert "others have saved since you opened the page: other." in messages(response)[0]
    assert Lab.objects.count() == 2


def test_records_that_changed_after_the_list_was_opened_are_not_withdrawn(ben, lab):
    page = ben.get(admin_url(Lab, "changelist"))
    shown = FormParser(page.content.decode(), "changelist-form").values["last_change"]
    Record.objects.filter(id="lab").update(name_en="Theirs")

    response = run_action(ben, Lab, "withdraw", "lab", last_change=shown)

    assert "others have saved since you opened the page: lab." in messages(response)[0]
    assert Lab.objects.get().status == "published"


def test_action_of_an_unknown_version_is_refused(ben, lab):
    response = run_action(ben, Lab, "withdraw", "lab", last_change="")

    assert "it shows an unknown version" in messages(response)[0]


@pytest.mark.usefixtures("previews")
def test_import_of_a_row_that_changed_after_the_preview_is_refused_and_named(ben, lab):
    LabFactory(id="other")
    rows = [{"id": "lab", "name_en": "Mine"}, {"id": "other", "name_en": "Mine"}]
    preview = upload(ben, Lab, rows)
    Record.objects.filter(id="other").update(summary_en="Theirs")

    response = confirm(ben, Lab, preview)

    assert "others have saved since you opened the page: other." in messages(response)[0]
    assert not Lab.objects.filter(name_en="Mine").exists()


@pytest.mark.usefixtures("previews")
def test_import_of_a_row_that_another_added_after_the_preview_is_refused(ben, db):
    preview = upload(ben, Lab, [LAB])
    LabFactory(id="new", name_en="Theirs")

    response = confirm(ben, Lab, preview)

    assert "others have saved since you opened the page: new." in messages(response)[0]
    assert Lab.objects.get().name_en == "Theirs"


@pytest.mark.django_db(transaction=True)
def test_two_saves_at_the_same_time_cannot_both_succeed():
    LabFactory(id="lab", status="draft", name_en="Opened")
    barrier, statuses = threading.Barrier(2), []

    def edit(username):
        client = Client()
        client.force_login(User.objects.get(username=username))
        form = open_page(client, Lab, "lab")
        barrier.wait(60)
        response = client.post(admin_url(Lab, "change", "lab"), form | {"name_en": username})
        statuses.append((response.status_code, username))
        connection.close()

    for username in ("anna", "ben"):
        User.objects.create_superuser(username)
    threads = [threading.Thread(target=edit, args=[name]) for name in ("anna", "ben")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(status for status, _ in statuses) == [302, 409]
    (winner,) = [username for status, username in statuses if status == 302]
    assert Lab.objects.get().name_en == winner
