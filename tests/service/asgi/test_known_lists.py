"""Lists that are answered by their view alone, compared with what Django answers."""

import logging

import pytest
from django.db import OperationalError

from hkinno.registry.rest import conditional_requests
from hkinno.registry.rest.list_mixins import QueryOptionsListMixin
from hkinno.service.asgi import response_cache
from labs.models import Lab
from tests.factories import InstitutionFactory, LabFactory
from tests.service.asgi.service_beside_django import run

pytestmark = pytest.mark.django_db(transaction=True)
LABS = "/api/v1/labs/"


@pytest.fixture(autouse=True)
def labs():
    for number in (1, 2, 3):
        host = InstitutionFactory(id=f"host-{number}")
        summary = f"Number {number}. " + "long " * 300 + "enough."
        LabFactory(id=f"lab-{number}", host=host, established=f"200{number}", summary_en=summary)


@pytest.fixture(autouse=True)
def past(monkeypatch):
    """Responses are dated: what is made in the second of the last write is not used beyond it."""
    for module in (conditional_requests, response_cache):
        monkeypatch.setattr(module, "get_last_modified", lambda state: 1)


def calls_of(paths, **options):
    """The paths that reached Django, of requests whose responses are compared with Django's."""

    async def use(service):
        for path in paths:
            await service.compare(path, **options)
        return service.calls

    return run(use)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"origin", b"https://one.example")],
        [(b"accept-encoding", b"br")],
        [(b"accept-encoding", b"gzip")],
        [(b"accept", b"application/json")],
        [(b"min-revision", b"1")],
        [(b"x-forwarded-proto", b"https")],
    ],
    ids=str,
)
def test_other_values_are_answered_as_by_django(headers):
    paths = [
        f"{LABS}?host=host-{number}&established__gte=200{number}-01-01&ordering=-established"
        for number in (1, 2, 3)
    ]

    assert calls_of(paths, headers=headers) == paths[:1]


@pytest.mark.parametrize(
    "parameters",
    [
        ("q=long", "q=Number"),
        ("page_size=1&page=1", "page_size=2&page=2"),
        ("cursor=*&page_size=1", "cursor=*&page_size=2"),
        ("fields=id", "fields=name"),
        ("expand=host&omit=summary", "expand=statements&omit=name"),
        ("facets=host", "facets=kind,stage"),
        ("at=2001", "at=2002-01"),
        ("stage=active&stage=planned", "stage=planned&stage=planned"),
        ("q=%E5%AF%A6", "q=%E9%A9%97"),
    ],
)
def test_every_kind_of_parameter_is_answered_as_by_django(parameters):
    paths = [f"{LABS}?{parameter}" for parameter in parameters]

    assert calls_of(paths) == paths[:1]


@pytest.mark.parametrize(
    "parameters",
    [
        ("q=long", "q="),
        ("q=long", "q=%FF"),
        ("q=long", "q=%00"),
        ("q=long", f"q={'x' * 5000}"),
        ("page=1", "page=9"),
        ("cursor=*", "cursor=none"),
        ("established__gte=2001", "established__gte=then"),
        ("host=host-1", "host=hosts"),
        ("fields=id", "fields=ids"),
        ("facets=host", "facets=hosts"),
    ],
)
def test_invalid_values_are_reported_by_django(parameters):
    paths = [f"{LABS}?{parameter}" for parameter in parameters]

    assert calls_of(paths) == paths


@pytest.mark.parametrize(
    "parameters",
    [
        ("page=1", "pages=1"),
        ("page=1", "page=1&page=1"),
        ("page=1", "%70age=1"),
        ("format=json", "format=csv"),
        ("format=json", "format=none"),
        ("%66ormat=json", "%66ormat=none"),
        ("format=csv", "format=csv"),
    ],
)
def test_what_the_view_does_not_check_reaches_django(parameters):
    paths = [f"{LABS}?{parameter}" for parameter in parameters]

    async def use(service):
        for path in paths:
            expected = await service.get(path, service.plain)
            status, headers, body = await service.get(path)
            headers.pop("etag", None), expected[1].pop("etag", None)
            assert (status, headers, body) == expected
        return service.calls

    assert run(use) == paths


@pytest.mark.parametrize(
    "header",
    [
        (b"if-none-match", b'"1"'),
        (b"if-modified-since", b"Sat, 01 Jan 2000 00:00:00 GMT"),
        (b"if-match", b'"1"'),
        (b"min-revision", b"999999999"),
        (b"accept", b"application/atom+xml"),
        (b"origin", b"https://["),
        (b"host", b"another.example"),
    ],
    ids=str,
)
def test_requests_with_other_headers_reach_django(header):
    async def use(service):
        await service.compare(f"{LABS}?q=long")
        await service.compare(f"{LABS}?q=number", headers=[header])
        return service.calls

    assert run(use) == [f"{LABS}?q=long", f"{LABS}?q=number"]


def test_head_and_other_resources_reach_django():
    async def use(service):
        for path in (LABS, f"{LABS}lab-1/changes/", "/api/v1/search/?q=long", "/api/v1/nothing/"):
            await service.compare(path)
            await service.compare(path, method="HEAD")
        return service.calls

    assert len(run(use)) == 8


def test_write_is_seen_by_the_next_request():
    async def use(service):
        await service.compare(f"{LABS}?q=long")
        await service.in_thread(lambda: Lab.objects.filter(pk="lab-2").update(name_en="Renamed"))
        await service.compare(f"{LABS}?q=renamed")
        return service.calls, (await service.get(f"{LABS}?q=renamed"))[2]

    calls, body = run(use)

    assert calls == [f"{LABS}?q=long"]
    assert b'"en":"Renamed"' in body


def test_failing_query_is_not_repeated(monkeypatch):
    read_page, reads = QueryOptionsListMixin.read_page, []

    def fail(view):
        reads.append(view.request.query_params["q"])
        if reads[-1] == "fail":
            raise OperationalError
        return read_page(view)

    monkeypatch.setattr(QueryOptionsListMixin, "read_page", fail)

    async def use(service):
        await service.get(f"{LABS}?q=long")
        return await service.get(f"{LABS}?q=fail")

    status, _headers, body = run(use)

    assert (status, reads.count("fail")) == (503, 1)
    assert b'"database-unavailable"' in body


def test_request_is_logged_once(caplog):
    async def use(service):
        for text in ("long", "number", ""):
            await service.get(f"{LABS}?q={text}")
        return service.calls

    with caplog.at_level(logging.INFO, "hkinno.access"):
        calls = run(use)

    lines = [(record.path, record.status) for record in caplog.records if hasattr(record, "path")]
    assert lines == [(f"{LABS}?q=long", 200), (f"{LABS}?q=number", 200), (f"{LABS}?q=", 400)]
    assert calls == [f"{LABS}?q=long", f"{LABS}?q="]


@pytest.mark.parametrize("query", ["kind=none", "host=none", "ordering=none", "page=0"])
def test_error_is_in_the_language_of_its_request(query):
    """The thread has answered others in other languages."""
    name = query.partition("=")[0]
    languages = [[(b"accept-language", language)] for language in (b"zh-Hant", b"en")]
    valid = {"kind": "kind=other", "host": "host=host-1", "ordering": "ordering=id"}

    async def use(service):
        await service.get(f"{LABS}?{valid.get(name, 'page=1')}")
        for headers in languages:
            other = [item for item in languages if item != headers]
            await service.get(f"{LABS}?unknown=1", headers=other[0])
            await service.compare(f"{LABS}?{query}", headers=headers)
            actual = await service.get(f"{LABS}?{query}", headers=headers)
            await service.get(f"{LABS}?unknown=1", headers=other[0])
            assert await service.get(f"{LABS}?{query}", headers=headers) == actual

    run(use)


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/", "/api/v1/reconcile/"])
def test_view_that_is_no_viewset_is_answered_by_django(path):
    async def use(service):
        status, _headers, _body = await service.get(path)
        return status, service.calls

    assert run(use) == (200, [path])
