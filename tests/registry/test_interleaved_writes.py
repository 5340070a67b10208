"""A writer commits before each statement of a read: no answer is stale or mixed, nor a document."""

import itertools

import psycopg
import pytest
from django.db import connection

from tests.factories import InstitutionFactory, LabFactory, StatementFactory

pytestmark = pytest.mark.django_db(transaction=True)
PATHS = [
    "/api/v1/labs/lab/",
    "/api/v1/labs/lab/?expand=host",
    "/api/v1/labs/?id__in=lab",
    "/api/v1/labs/?ordering=host",
    "/api/v1/labs/?expand=statements,host&facets=kind",
    "/api/v1/labs/?q=number",
]
RENAME = "update registry_record set name_en = %s where id in ('lab', 'host')"


@pytest.fixture
def write():
    """A function that renames the laboratory and its host in one transaction to a new number."""
    numbers = itertools.count(1)
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:

        def rename():
            number = next(numbers)
            other.execute(RENAME, [f"Number {number}"])
            return number

        yield rename


class Interruption:
    """Calls a function before the statement with a number; `count` is that of all statements."""

    def __init__(self, step, function):
        self.step, self.function, self.count = step, function, 0

    def __call__(self, execute, *arguments):
        if self.count == self.step:
            self.function()
        self.count += 1
        return execute(*arguments)


def read_numbers(client, path):
    """The numbers that an answer shows of the laboratory and of its host."""
    body = client.get(path).json()
    row = body["results"][0] if "results" in body else body
    return [int(name["en"].removeprefix("Number ")) for name in (row["name"], row["host"]["name"])]


@pytest.mark.parametrize("is_stored", [False, True], ids=["made", "stored"])
def test_answer_is_neither_stale_nor_mixed(client, write, is_stored):
    StatementFactory(subject=LabFactory(id="lab", host=InstitutionFactory(id="host")))
    for path in PATHS:
        for step in itertools.count():
            committed = write()
            if is_stored:
                read_numbers(client, path)
            written = []
            interruption = Interruption(step, lambda written=written: written.append(write()))
            with connection.execute_wrapper(interruption):
                lab, host = read_numbers(client, path)

            assert lab == host
            assert lab in (committed, *written)
            assert read_numbers(client, path) == (written or [committed]) * 2
            if not written:  # the read has no such statement
                break
        assert step == interruption.count > 1
