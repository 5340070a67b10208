"""Records that are answered in the event loop, compared with what Django answers."""

import asyncio
import logging

import pytest
from django.db import connection

from hkinno.registry.models import Document
from hkinno.registry.rest import conditional_requests
from hkinno.registry.vocabularies.record_choices import Status
from hkinno.service.asgi import response_cache, stored_records
from labs.models import Lab
from tests.factories import LabFactory, PersonFactory
from tests.service.asgi.service_beside_django import run

pytestmark = pytest.mark.django_db(transaction=True)
LABS = "/api/v1/labs/"
ORIGIN = (b"origin", b"https://one.example")


@pytest.fixture(autouse=True)
def labs():
    for number in (1, 2, 3):
        LabFactory(id=f"lab-{number}", summary_en=f"Number {number}. " + "long " * 300 + "enough.")


@pytest.fixture(autouse=True)
def past(monkeypatch):
    """Responses are dated: what is made in the second of the last write is not used beyond it."""
    for module in (conditional_requests, response_cache):
        monkeypatch.setattr(module, "get_last_modified", lambda state: 1)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [ORIGIN],
        [(b"accept-encoding", b"br")],
        [(b"accept-encoding", b"gzip")],
        [(b"accept", b"application/json")],
        [(b"min-revision", b"1")],
    ],
    ids=str,
)
def test_other_records_are_answered_as_by_django_without_it(headers):
    async def use(service):
        for number in (1, 2, 3):
            await service.compare(f"{LABS}lab-{number}/", headers=headers)
        return service.calls

    assert run(use) == [f"{LABS}lab-1/"]


def test_document_that_is_not_worth_compressing_is_sent_as_it_is(monkeypatch):
    monkeypatch.setattr(conditional_requests, "MIN_COMPRESSED_SIZE", 10**6)

    async def use(service):
        headers = [(b"accept-encoding", b"br")]
        await service.compare(f"{LABS}lab-2/")
        await service.compare(f"{LABS}lab-1/", headers=headers)
        return await service.get(f"{LABS}lab-2/", headers=headers)

    _status, headers, body = run(use)

    assert "content-encoding" not in headers
    assert b'"id":"lab-2"' in body
    assert headers["content-length"] == str(len(body))


def test_origins_have_responses_in_common_and_other_texts_do_not():
    async def use(service):
        for name in (b"https://one.example", b"http://two.example:8000", b"https://[", b"null"):
            await service.compare(f"{LABS}lab-1/", headers=[(b"origin", name)])
        return service.calls

    assert run(use) == [f"{LABS}lab-1/"] * 3


def rename():
    lab = Lab.objects.get(pk="lab-2")
    lab.name_en = "Renamed"
    lab.save()


def test_write_is_seen_by_the_next_request():
    async def use(service):
        for number in (1, 2):
            await service.compare(f"{LABS}lab-{number}/")
        await service.in_thread(rename)
        _status, _headers, body = await service.get(f"{LABS}lab-2/")
        return body, service.calls

    body, calls = run(use)

    assert b'"en":"Renamed"' in body
    assert calls == [f"{LABS}lab-1/", f"{LABS}lab-2/"]


def test_write_between_the_two_queries_is_answered_by_django():
    async def use(service):
        await service.compare(f"{LABS}lab-1/")
        await service.get(f"{LABS}lab-3/", service.plain)
        read_documents = service.reader.read_documents

        async def write_and_read(key):
            await service.in_thread(rename)
            return await read_documents(key)

        service.reader.read_documents = write_and_read
        _status, _headers, body = await service.get(f"{LABS}lab-3/")
        return body, service.calls

    body, calls = run(use)

    assert b'"id":"lab-3"' in body
    assert calls == [f"{LABS}lab-1/", f"{LABS}lab-3/"]


def withdraw():
    lab = Lab.objects.get(pk="lab-2")
    lab.status = Status.WITHDRAWN
    lab.save()


def merge():
    lab = Lab.objects.get(pk="lab-2")
    lab.merged_into = Lab.objects.get(pk="lab-3").record_ptr
    lab.save()


def draft():
    LabFactory(id="lab-2-draft", status=Status.DRAFT)


def delete_documents():
    Document.objects.all().delete()


@pytest.mark.parametrize(
    ("prepare", "path", "options", "status"),
    [
        (withdraw, f"{LABS}lab-2/", {}, 410),
        (merge, f"{LABS}lab-2/", {}, 308),
        (draft, f"{LABS}lab-2-draft/", {}, 404),
        (delete_documents, f"{LABS}lab-2/", {}, 200),
        (None, f"{LABS}lab-9/", {}, 404),
        (None, f"{LABS}person/", {}, 404),
        (None, f"{LABS}lab-2/?fields=id", {}, 200),
        (None, f"{LABS}lab-2/?wrong=1", {}, 400),
        (None, f"{LABS}lab-2/", {"method": "HEAD"}, 200),
        (None, f"{LABS}lab-2/", {"headers": [(b"if-none-match", b'"1"')]}, 200),
        (None, f"{LABS}lab-2/", {"headers": [(b"accept", b"text/html")]}, 302),
        (None, f"{LABS}lab-2/", {"headers": [(b"host", b"unknown.example")]}, 400),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_everything_else_is_left_to_django(prepare, path, options, status):
    async def use(service):
        await service.in_thread(lambda: PersonFactory(id="person"))
        if prepare:
            await service.in_thread(prepare)
        for known in (f"{LABS}lab-1/", f"{LABS}lab-3/"):
            await service.compare(known)
        service.calls.clear()
        expected = await service.get(path, service.plain, **options)
        if prepare is delete_documents:
            await service.in_thread(delete_documents)
        response = await service.get(path, **options)
        return response == expected, response[0], service.calls

    assert run(use) == (True, status, [path.partition("?")[0]])


def test_log_tells_how_long_the_document_took(caplog):
    caplog.set_level(logging.INFO, "hkinno.access")

    async def use(service):
        await service.compare(f"{LABS}lab-1/", headers=[ORIGIN])
        await service.get(f"{LABS}lab-2/", service.plain)
        read_documents = service.reader.read_documents

        async def read_slowly(key):
            await asyncio.sleep(0.2)
            return await read_documents(key)

        service.reader.read_documents = read_slowly
        await service.get(f"{LABS}lab-2/", headers=[ORIGIN])
        return service.calls

    assert run(use) == [f"{LABS}lab-1/"]
    assert caplog.records[-1].path == f"{LABS}lab-2/"
    assert caplog.records[-1].duration_ms >= 200


def test_long_document_is_left_to_django(monkeypatch):
    monkeypatch.setattr(stored_records, "MAX_LENGTH", 1000)

    async def use(service):
        for number in (1, 2):
            await service.compare(f"{LABS}lab-{number}/")
        return service.calls

    assert run(use) == [f"{LABS}lab-1/", f"{LABS}lab-2/"]


def test_pooler_plans_no_documents(monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "pool_mode", "transaction")

    async def use(service):
        for number in (1, 2):
            await service.compare(f"{LABS}lab-{number}/")
        return service.calls

    assert run(use) == [f"{LABS}lab-1/", f"{LABS}lab-2/"]


def test_requests_that_wait_share_a_query():
    async def use(service):
        for number in (1, 2, 3):
            await service.get(f"{LABS}lab-{number}/", service.plain)
        read = service.reader.read_documents
        one, *others = await asyncio.gather(*(read(f"lab-{number}") for number in (1, 2, 3)))
        return sorted(one.documents), [sorted(reading.documents) for reading in others]

    shared = [("labs", "lab-2"), ("labs", "lab-3")]
    assert run(use) == ([("labs", "lab-1")], [shared, shared])
