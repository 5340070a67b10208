import asyncio
import os
import subprocess
import sys

import pytest
from django.db import DatabaseError, connection, connections
from django.http import HttpResponse, StreamingHttpResponse
from prometheus_client.parser import text_string_to_metric_families

from hkinno.service.asgi.fair_queue import FairQueue
from hkinno.service.metrics import DIRECTORY_VARIABLE, shared_directory
from hkinno.service.metrics.requests import (
    REGISTRY,
    RequestMetricsMiddleware,
    count_database_errors,
    count_error,
)
from hkinno.service.metrics.state import StateCollector, exposition, forget_dead_processes
from tests.factories import LabFactory

LOCAL = {"headers": {"host": "localhost:8000"}}


def samples(text: str) -> dict[tuple[str, ...], float]:
    """The samples of an exposition, by their names and values of labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def count(route: str, status: str, method: str = "GET") -> float:
    labels = {"method": method, "route": route, "status": status}
    return REGISTRY.get_sample_value("hkinno_http_requests_total", labels) or 0


@pytest.mark.django_db
def test_metrics_describe_the_database_and_the_process(client):
    LabFactory(id="lab")
    LabFactory(id="draft", status="draft")

    response = client.get("/metrics", **LOCAL)

    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain; version=")
    assert response["Cache-Control"] == "no-store"
    values = samples(response.text)
    assert values["hkinno_database_up",] == 1
    assert values["hkinno_records", "labs", "published"] == 1
    assert values["hkinno_records", "labs", "draft"] == 1
    assert values["hkinno_revision",] >= 1
    assert 1 <= values["hkinno_database_connections",] <= values["hkinno_database_max_connections",]
    assert values["hkinno_database_size_bytes",] > 1_000_000
    memory = [value for name, value in values.items() if name[0].endswith("memory_bytes")]
    assert [value > 1_000_000 for value in memory] == [True]


@pytest.mark.django_db
def test_database_without_tables_or_server_is_down(monkeypatch):
    def fail(self):
        raise DatabaseError

    monkeypatch.setattr(StateCollector, "server", fail)

    values = samples(exposition().decode())

    assert values["hkinno_database_up",] == 0
    assert ("hkinno_revision",) not in values


@pytest.mark.parametrize(
    "request_options",
    [
        {"headers": {"host": "hkinno.example"}},
        {**LOCAL, "REMOTE_ADDR": "192.0.2.1"},
        {**LOCAL, "REMOTE_ADDR": ""},
        {"headers": {"host": "localhost", "x-forwarded-for": "127.0.0.1"}},
        {"headers": {"host": "localhost", "via": "1.1 proxy"}},
        {"headers": {"host": "hkinno.example", "authorization": "Bearer "}},
    ],
)
def test_metrics_are_private(client, settings, request_options):
    settings.ALLOWED_HOSTS = ["hkinno.example", "localhost"]

    response = client.get("/metrics", **request_options)

    assert (response.status_code, response.json()["code"]) == (404, "not-found")


@pytest.mark.django_db
@pytest.mark.parametrize(("token", "status"), [("right", 200), ("wrong", 404), ("", 404)])
def test_metrics_can_be_read_with_a_token_from_elsewhere(client, settings, token, status):
    settings.ALLOWED_HOSTS = ["hkinno.example"]
    settings.METRICS_TOKEN = "right"
    headers = {"host": "hkinno.example", "authorization": f"Bearer {token}"}

    response = client.get("/metrics", headers=headers, REMOTE_ADDR="192.0.2.1")

    assert response.status_code == status


@pytest.mark.django_db
def test_requests_are_counted_by_route_and_status(client):
    before = count("api/v1/labs/<str:id>/", "404"), count("", "404")

    client.get("/api/v1/labs/one/")
    client.get("/api/v1/labs/two/")
    client.get("/unknown/1")

    after = count("api/v1/labs/<str:id>/", "404"), count("", "404")
    assert (after[0] - before[0], after[1] - before[1]) == (2, 1)


def test_unknown_methods_share_one_label(client):
    before = count("healthz", "405", "other")

    client.generic("BREW", "/healthz")

    assert count("healthz", "405", "other") == before + 1


def in_progress() -> float:
    return REGISTRY.get_sample_value("hkinno_http_requests_in_progress")


def test_streamed_response_is_in_progress_until_it_is_closed(rf, persistent_connection):
    before = in_progress()
    request = rf.get("/")
    request.resolver_match = None
    middleware = RequestMetricsMiddleware(lambda request: StreamingHttpResponse(["a", "b"]))

    response = middleware(request)
    during = in_progress()
    response.close()

    assert (during, in_progress()) == (before + 1, before)


def test_interrupted_request_is_not_in_progress(rf):
    def interrupt(request) -> HttpResponse:
        raise KeyboardInterrupt

    before = in_progress()
    with pytest.raises(KeyboardInterrupt):
        RequestMetricsMiddleware(interrupt)(rf.get("/"))

    assert in_progress() == before


@pytest.mark.django_db
def test_database_errors_are_counted_by_class():
    def errors() -> float:
        labels = {"error": "UndefinedTable"}
        return REGISTRY.get_sample_value("hkinno_database_errors_total", labels) or 0

    before = errors()
    for _ in range(2):
        count_database_errors(connection)
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("select * from no_such_table")

    assert errors() == before + 1


def test_requests_that_wait_for_a_thread_are_counted():
    def waiting() -> float:
        return REGISTRY.get_sample_value("hkinno_http_requests_waiting")

    async def wait_for_a_slot() -> list[float]:
        queue, numbers = FairQueue(1, 1), [waiting()]
        await queue.acquire("a")
        second = asyncio.create_task(queue.acquire("b"))
        await asyncio.sleep(0)
        numbers.append(waiting())
        queue.release("a")
        await second
        return [*numbers, waiting()]

    before, during, after = asyncio.run(wait_for_a_slot())

    assert (during, after) == (before + 1, before)


def test_connecting_inside_a_wrapper_keeps_both_wrappers(monkeypatch):
    # Not of the proxy, from which monkeypatch would delete the attribute afterwards.
    monkeypatch.setattr(connections["default"], "execute_wrappers", [])

    with connection.execute_wrapper(lambda execute, *arguments: execute(*arguments)):
        count_database_errors(connection)

    assert connection.execute_wrappers == [count_error]


def test_metrics_are_summed_over_processes(monkeypatch):
    """A killed process keeps its counts, but has no request in progress any more."""
    code = (
        "from hkinno.service.metrics.requests import IN_PROGRESS, REQUESTS\n"
        "REQUESTS.labels('GET', 'healthz', 200).inc(); IN_PROGRESS.inc()"
    )
    monkeypatch.setattr(StateCollector, "database", lambda self: [])
    with shared_directory():
        for _ in range(2):
            subprocess.run([sys.executable, "-c", code], check=True)

        values = samples(exposition().decode())

    assert values["hkinno_http_requests_total", "GET", "healthz", "200"] == 2
    assert not values.get(("hkinno_http_requests_in_progress",))
    assert DIRECTORY_VARIABLE not in os.environ


def test_running_processes_keep_their_gauges(tmp_path):
    file = tmp_path / f"gauge_livesum_{os.getpid()}.db"
    file.touch()

    forget_dead_processes(tmp_path)

    assert file.exists()
