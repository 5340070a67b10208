"""A writer commits before each statement of a read: no answer is stale or mixed, nor a document."""

import itertools
from contextlib import nullcontext

import psycopg
import pytest
from django.db import connection

from hkinno.api import revision_cache
from hkinno.registry.rest import conditional_requests, kept_searches, list_mixins, stored_rows
from hkinno.registry.rest.documents import StoredDocument
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


def find_faults(client, write, path, *, is_stored):
    """What is wrong with the answers to a path if a writer commits before each of its statements.

    Returns the faults and the number of statements.
    """
    faults = []
    for step in itertools.count():
        committed = write()
        if is_stored:
            read_numbers(client, path)
        written = []
        interruption = Interruption(step, lambda written=written: written.append(write()))
        with connection.execute_wrapper(interruption):
            lab, host = read_numbers(client, path)
        if lab != host or lab not in (committed, *written):
            faults.append((step, "mixed or stale", committed, written, lab, host))
        if read_numbers(client, path) != (written or [committed]) * 2:
            faults.append((step, "stale afterwards"))
        if not written:  # the read has no such statement
            break
    return faults, interruption.count


@pytest.fixture
def records():
    StatementFactory(subject=LabFactory(id="lab", host=InstitutionFactory(id="host")))


@pytest.mark.parametrize("is_stored", [False, True], ids=["made", "stored"])
@pytest.mark.parametrize("path", PATHS)
def test_answer_is_neither_stale_nor_mixed(client, write, records, path, is_stored):
    faults, statements = find_faults(client, write, path, is_stored=is_stored)

    assert faults == []
    assert statements > 1


def test_missing_snapshot_is_noticed(client, write, records, monkeypatch):
    """A negative control, like the following: without what answers rely on, the test would fail."""
    monkeypatch.setattr(list_mixins, "snapshot", nullcontext)

    assert find_faults(client, write, "/api/v1/labs/?expand=host", is_stored=False)[0]


@pytest.mark.parametrize("path", ["/api/v1/labs/lab/", "/api/v1/labs/?id__in=lab"])
def test_missing_check_of_the_version_is_noticed(client, write, records, monkeypatch, path):
    # As documents.StoredDocument, without the version.
    template = (
        "(select body from public.registry_document document, (values (%(expressions)s)) "
        "expected (id, version, build) where document.id = expected.id)"
    )
    monkeypatch.setattr(StoredDocument, "template", template)
    monkeypatch.setattr(stored_rows, "compile_by_id", stored_rows.compile_by_id.__wrapped__)
    monkeypatch.setattr(revision_cache, "values", {})

    assert find_faults(client, write, path, is_stored=True)[0]


def find_miscounts(client, path="/api/v1/labs/?q=number&facets=kind&established__gte=1990"):
    """The counts of answers between whose statements a laboratory is published or withdrawn."""
    withdraw = "update registry_record set status = %s where id = 'other'"
    statuses, miscounts = itertools.cycle(["draft", "published"]), []
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        for step in itertools.count():
            client.get(path)
            interruption = Interruption(step, lambda: other.execute(withdraw, [next(statuses)]))
            with connection.execute_wrapper(interruption):
                page = client.get(path).json()
            counts = {
                page["count"],
                *page.get("dates", {}).values(),
                len(page["results"]),
                sum(bucket["count"] for bucket in page["facets"]["kind"]),
            }
            if len(counts) > 1:
                miscounts.append((step, counts))
            if interruption.count <= step:
                break
    return miscounts


@pytest.fixture
def labs():
    for key in ("lab", "other"):
        LabFactory(id=key, name_en="Number 1", established="2000")


def test_counts_are_as_of_one_moment(client, labs):
    assert find_miscounts(client) == []


def test_counts_of_a_search_are_as_of_one_moment(client, labs, monkeypatch):
    # As in the service, where the state of the data is read before a request.
    monkeypatch.setattr(conditional_requests, "may_cache_responses", lambda: True)

    assert find_miscounts(client, "/api/v1/labs/?q=number&facets=kind,host") == []
    assert kept_searches.searches


def test_searches_that_are_kept_whatever_changed_are_noticed(client, labs, monkeypatch):
    monkeypatch.setattr(conditional_requests, "may_cache_responses", lambda: True)
    monkeypatch.setattr(kept_searches.KeptSearch, "holds", lambda *arguments: True)

    assert find_miscounts(client, "/api/v1/labs/?q=number&facets=kind,host")


def test_missing_check_of_the_revision_is_noticed(client, labs, monkeypatch):
    mixin = list_mixins.QueryOptionsListMixin
    monkeypatch.setattr(mixin, "is_as_of_request", lambda *arguments: True)

    assert find_miscounts(client)
