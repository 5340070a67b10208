"""The cache of responses in front of Django."""

import asyncio
import itertools
import logging
import math
import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from hkinno.registry.rest.conditional_requests import CACHE_CONTROL, STATE
from hkinno.registry.revision import State
from hkinno.service.asgi import response_cache
from hkinno.service.asgi.databases import Databases
from hkinno.service.asgi.response_cache import ResponseCache
from hkinno.service.metrics.requests import ROUTE
from tests.service.asgi.clients import Client, asgi_application

CACHEABLE = {"Cache-Control": CACHE_CONTROL, "Vary": "Accept, Accept-Encoding, origin"}
CHANGED_AT = datetime(2026, 11, 3, tzinfo=UTC)


class Revisions:
    """Stands for the reader of the revision, which a test sets."""

    number: int | None = 1
    changed_at = CHANGED_AT

    def kept_state(self):
        return None

    async def read(self):
        return None if self.number is None else State(self.number, self.changed_at)


class CountingView:
    """Answers with the number of the request, and remembers the states that it was given."""

    def __init__(self, make_response=HttpResponse, **headers):
        self.make_response, self.headers = make_response, CACHEABLE | headers
        self.states = []

    def __call__(self, environ):
        self.states.append(environ[STATE])
        environ[ROUTE] = "api/v1/labs/"
        body = str(len(self.states)).encode()
        headers = {"X-Request-ID": "of-the-first-one", **self.headers}
        return self.make_response([body], headers=headers)


@pytest.fixture
def revisions():
    return Revisions()


@pytest.fixture
def request_bodies(revisions):
    """A function that sends requests one after the other and returns the bodies of the responses.

    A request is a dictionary of options of `Client`, or a function that is called instead.
    """

    def run(view, *requests, max_bytes=2**20):
        options = {"cache": ResponseCache(max_bytes), "databases": Databases(revisions)}

        async def send_all():
            application = asgi_application(view, **options)
            bodies = []
            for request in requests:
                if callable(request):
                    request()
                    continue
                client = await Client(application, **request).send_body().run()
                bodies.append(client.body)
            return bodies

        return asyncio.run(send_all())

    return run


def test_repeated_request_is_answered_without_django(request_bodies, caplog):
    caplog.set_level(logging.INFO, "hkinno.access")
    view = CountingView()

    assert request_bodies(view, {}, {}) == [b"1", b"1"]
    assert view.states == [State(1, CHANGED_AT)]
    (message,) = caplog.messages
    assert re.sub(r"\d+ ms", "… ms", message) == "GET /api/v1/labs/ 200 … ms, client 192.0.2.1"


def test_state_that_need_not_be_read_is_not_read(revisions, request_bodies, monkeypatch):
    monkeypatch.setattr(revisions, "kept_state", lambda: State(1, CHANGED_AT))
    monkeypatch.setattr(revisions, "read", None)

    assert request_bodies(CountingView(), {}, {}) == [b"1", b"1"]


def test_cached_response_has_an_id_of_its_own(revisions):
    async def send_twice():
        options = {"cache": ResponseCache(2**20), "databases": Databases(revisions)}
        application = asgi_application(CountingView(), **options)
        proposed = [(b"x-request-id", b"chosen-by-the-client")]
        for headers in ([], proposed):
            client = await Client(application, headers=headers).send_body().run()
        return client

    client = asyncio.run(send_twice())

    assert client.body == b"1"
    assert client.headers["x-request-id"] == "chosen-by-the-client"
    assert [name for name, _value in client.sent[0]["headers"]].count(b"x-request-id") == 1


def test_new_revision_is_answered_by_django(request_bodies, revisions):
    def write():
        revisions.number = 2

    assert request_bodies(CountingView(), {}, write, {}, {}) == [b"1", b"2", b"2"]


def test_new_day_is_answered_by_django(request_bodies, monkeypatch):
    days = itertools.count(20_000)
    monkeypatch.setattr(time, "time", lambda: next(days) * 86_400)

    assert request_bodies(CountingView(), {}, {}) == [b"1", b"2"]


def test_response_without_last_modified_is_not_kept_beyond_its_second(
    request_bodies, revisions, monkeypatch
):
    changed_at = datetime.now(UTC) + timedelta(days=1)
    revisions.changed_at = changed_at

    def wait():
        monkeypatch.setattr(time, "time", lambda: math.ceil(changed_at.timestamp()))

    monkeypatch.setattr(time, "time", changed_at.timestamp)
    assert request_bodies(CountingView(), {}, {}, wait, {}, {}) == [b"1", b"1", b"2", b"2"]


def test_header_that_says_that_there_is_no_body_changes_nothing(request_bodies):
    empty = {"headers": [(b"content-length", b"0")]}

    assert request_bodies(CountingView(), {}, empty) == [b"1", b"1"]


def test_without_a_database_django_answers(request_bodies, revisions):
    revisions.number = None

    assert request_bodies(CountingView(), {}, {}) == [b"1", b"2"]


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/api/v1/awards/"},
        {"method": "HEAD"},
        *(
            {"headers": [(name, b"x")]}
            for name in (b"accept", b"accept-encoding", b"origin", b"host", b"if-none-match")
        ),
    ],
    ids=str,
)
def test_different_requests_have_different_responses(request_bodies, other):
    assert request_bodies(CountingView(), {}, other, {}, other) == [b"1", b"2", b"1", b"2"]


@pytest.mark.parametrize(
    "request_",
    [{"path": "/"}, {"method": "POST"}, {"headers": [(b"content-length", b"1")]}],
    ids=str,
)
def test_other_requests_are_not_cached(request_bodies, request_):
    assert request_bodies(CountingView(), request_, request_) == [b"1", b"2"]


@pytest.mark.parametrize(
    "view",
    [
        CountingView(**{"Cache-Control": "no-store"}),
        CountingView(Vary="Accept, Accept-Encoding, origin, Cookie"),
        CountingView(StreamingHttpResponse),
    ],
    ids=["control", "vary", "streaming"],
)
def test_other_responses_are_not_cached(request_bodies, view):
    assert request_bodies(view, {}, {}) == [b"1", b"2"]


def test_cache_is_bounded(request_bodies):
    requests = [{"path": f"/api/v1/{number}/"} for number in range(9)]
    room_for_eight = 8 * (response_cache.ENTRY_OVERHEAD + 1)

    bodies = request_bodies(
        CountingView(), *requests, requests[8], requests[0], max_bytes=room_for_eight
    )

    assert bodies[-2:] == [b"9", b"10"]


def test_response_that_would_fill_much_of_the_cache_is_not_kept(request_bodies):
    assert request_bodies(CountingView(), {}, {}, max_bytes=30_000) == [b"1", b"2"]


def test_cache_without_memory_reads_the_state_only(request_bodies):
    view = CountingView()

    assert request_bodies(view, {}, {}, max_bytes=0) == [b"1", b"2"]
    assert view.states == [State(1, CHANGED_AT)] * 2
