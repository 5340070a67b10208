"""Revisions that tests separate, as transactions do."""

import pytest
from django.db import connection


@pytest.fixture
def next_revision():
    """A function after which writes belong to another revision, as in another transaction."""

    def start_revision():
        with connection.cursor() as cursor:
            cursor.execute("update registry_revision set writer = ''")

    return start_revision
