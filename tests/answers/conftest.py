"""The registry as it is committed, for the questions of this folder."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client


@pytest.fixture(scope="module")
def registry(django_db_setup, django_db_blocker):
    """A client of a registry that holds the committed fixtures.

    They are loaded once for all questions, in a transaction around those of the tests, which is
    taken back after the last question, so that no other test meets them. Each test that asks is
    marked `django_db`, without which there is no database to load them into.
    """
    fixtures = sorted(settings.FIXTURE_DIRS[0].glob("*.json"))
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", *fixtures, verbosity=0)
        yield Client()
        transaction.set_rollback(True)
