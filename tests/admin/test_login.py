"""Logging in: lockout, the log of logins and changes, and where the login leads."""

import logging

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.management import call_command

from hkinno.registry.admin.audit_log import log_event
from labs.models import Lab
from tests.admin.admin_client import admin_url, submit
from tests.factories import LabFactory

LOGIN = "/admin/login/"
PASSWORD = "correct horse battery"


@pytest.fixture
def user(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a fast one
    return User.objects.create_superuser("curator", password=PASSWORD)


@pytest.fixture
def audit_log(caplog):
    caplog.set_level(logging.INFO, "hkinno.audit")
    return lambda: [
        record.getMessage() for record in caplog.records if record.name == "hkinno.audit"
    ]


def log_in(client, password=PASSWORD, name="curator", address="127.0.0.1", **query):
    form = {"username": name, "password": password, **query}
    return client.post(LOGIN, form, REMOTE_ADDR=address)


@pytest.mark.parametrize("name", ["curator", "nobody"])
def test_sixth_attempt_after_five_failures_is_locked(client, user, name, audit_log):
    statuses = [log_in(client, "wrong", name).status_code for _ in range(5)]

    locked = log_in(client, PASSWORD, name)

    assert statuses == [200, 200, 200, 200, 429]
    assert (locked.status_code, locked["Retry-After"]) == (429, "900")
    assert "locked for 15 minutes" in locked.content.decode()
    assert name not in locked.content.decode()
    assert f"login locked: user '{name}', client '127.0.0.1'" in audit_log()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("length", [151, 256, 100_000])
def test_name_that_no_account_can_have_is_an_error_of_the_form(client, db, length):
    response = log_in(client, name="a" * length)

    assert response.status_code == 200
    assert f"at most 150 characters (it has {length})" in response.text
    assert not AccessAttempt.objects.exists()


def test_lockout_applies_to_one_name_at_one_address(client, user):
    for _ in range(5):
        log_in(client, "wrong", address="192.0.2.1")

    assert log_in(client, address="192.0.2.1").status_code == 429
    assert log_in(client, address="192.0.2.2").status_code == 302


def test_operator_unlocks_a_name(client, user, capsys):
    for _ in range(5):
        log_in(client, "wrong")

    call_command("axes_reset_username", "curator")

    assert log_in(client).status_code == 302


def test_successful_login_forgets_failures(client, user):
    log_in(client, "wrong")
    log_in(client)

    assert not AccessAttempt.objects.exists()


def test_logins_are_logged_without_passwords(client, user, audit_log):
    log_in(client, "wrong")
    log_in(client)
    client.post("/admin/logout/")

    lines = audit_log()
    assert [line for line in lines if line.startswith("log")] == [
        "login failed: user 'curator', client '127.0.0.1'",
        "login: user 'curator', client '127.0.0.1'",
        "logout: user 'curator', client '127.0.0.1'",
    ]
    assert not any("wrong" in line or PASSWORD in line for line in lines)


def test_name_cannot_add_a_line_to_the_log(audit_log):
    log_event("login failed", None, "a\n2026 INFO login: user 'admin'\x1b[2K")

    (line,) = audit_log()
    assert line.isprintable()


def test_changes_are_logged_with_the_selected_records(curator, db, audit_log):
    LabFactory(id="lab", status="draft")
    submit(curator, admin_url(Lab, "change", "lab"), Lab, name_en="Renamed")
    curator.post(admin_url(Lab, "changelist"), {"action": "withdraw", "_selected_action": ["lab"]})

    assert audit_log() == [
        "admin: user 'curator', client '127.0.0.1', path '/admin/labs/lab/lab/change/', status 302",
        "admin: user 'curator', client '127.0.0.1', path '/admin/labs/lab/', status 302,"
        " action 'withdraw', selected ['lab']",
    ]


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)"]
)
def test_login_leads_to_no_other_host(client, user, target):
    response = log_in(client, next=target)

    assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_login_leads_to_the_requested_page(client, user):
    assert log_in(client, next="/admin/labs/lab/")["Location"] == "/admin/labs/lab/"
