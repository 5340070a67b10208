"""What a curator has saved, everybody who was that curator reads."""

import pytest
from django.db import OperationalError

from hkinno.registry import revision
from hkinno.registry.admin import written_revision

LOGIN = "/admin/login/"


@pytest.fixture
def outside_of_transactions(monkeypatch):
    monkeypatch.setattr(written_revision, "may_cache_responses", lambda: True)


def log_in(client, admin_user):
    return client.post(LOGIN, {"username": admin_user.username, "password": "password"})


@pytest.mark.usefixtures("outside_of_transactions")
def test_saved_page_names_the_revision(client, admin_user):
    response = log_in(client, admin_user)
    number = str(revision.current().number)

    assert response["Revision"] == response.cookies["revision"].value == number
    assert response.cookies["revision"]["httponly"]
    assert "Revision" not in client.get(LOGIN)


@pytest.mark.usefixtures("outside_of_transactions")
def test_saved_page_is_shown_even_if_the_revision_cannot_be_read(client, admin_user, monkeypatch):
    def fail():
        raise OperationalError

    monkeypatch.setattr(revision, "current", fail)

    response = log_in(client, admin_user)
    assert (response.status_code, "Revision" in response) == (302, False)


def test_within_a_transaction_there_is_no_revision_yet(client, admin_user):
    assert "Revision" not in log_in(client, admin_user)
