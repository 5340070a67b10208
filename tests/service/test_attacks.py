"""What other clients see while a client attacks the service, or a worker fails.

The limits of time are those of the specification: a request of a client that does nothing wrong is
answered within a second in 95 of 100 cases.
"""

import contextlib
import os
import signal
import threading
import time

import psutil
import pytest

from tests.conftest import new_folder
from tests.live_service import copy_database
from tests.service.raw_http import RECORD, connect, get, head, p95, read_status, slowdown
from tests.service.test_make_run import Service, cluster_for
from tests.waiting import wait_until

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.untraced]
MATCH = head("POST", "/api/v1/match/", "Content-Type: application/json", "Content-Length: 1000")
EXPORT = head("GET", "/api/v1/statements/?format=jsonl")
EXPENSIVE = ("/api/v1/statements/?format=jsonl", "/api/v1/quality/?page_size=100")


@pytest.fixture(scope="module")
def var():
    """The files of services with two workers."""
    var = new_folder() / "var"
    copy_database(var)
    yield var
    cluster_for(var, {}).stop()


@pytest.fixture(scope="module")
def start(var):
    services = []

    def start_service(**environment):
        service = Service(var, WORKERS="2", **environment)
        services.append(service)
        service.startup_lines()
        return service

    yield start_service
    for service in services:
        with service.process:
            if service.process.poll() is None:
                os.killpg(service.process.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def service(start):
    """A service that every attack must leave intact."""
    service = start()
    yield service
    assert service.stop() == 0


@pytest.fixture
def port(service):
    return service.port


@pytest.fixture
def connections():
    """A list of connections that are closed after the test."""
    with contextlib.ExitStack() as stack:
        opened = []
        stack.callback(lambda: [connection.close() for connection in opened])
        yield opened


@pytest.fixture
def assert_others_are_served():
    """Within a second, or as much longer as other processes slowed this machine down before."""
    limit = slowdown()

    def assert_served(port):
        slowest = {path: p95(port, path) for path in ("/healthz", RECORD)}
        assert max(slowest.values()) < limit, (slowest, limit)

    return assert_served


def workers_of(service):
    return psutil.Process(service.process.pid).children()


def is_listening(worker):
    return any(one.status == psutil.CONN_LISTEN for one in worker.net_connections())


def test_silent_clients(port, connections, assert_others_are_served):
    connections += [connect(port, MATCH + b"{") for _ in range(64)]

    assert_others_are_served(port)


def test_clients_that_never_read(port, connections, assert_others_are_served):
    connections += [connect(port, EXPORT, receive_buffer=4096) for _ in range(16)]

    assert_others_are_served(port)


def test_idle_connections(port, connections, assert_others_are_served):
    connections += [connect(port, b"GET /api") for _ in range(500)]

    assert_others_are_served(port)


def test_client_with_ten_connections(port, assert_others_are_served):
    stop = threading.Event()

    def repeat(path):
        while not stop.is_set():
            get(port, path, "127.0.0.1")

    threads = [threading.Thread(target=repeat, args=[path]) for path in EXPENSIVE * 5]
    for thread in threads:
        thread.start()
    try:
        assert_others_are_served(port)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_clients_that_leave(port, assert_others_are_served):
    for _ in range(20):
        connect(port, head("GET", EXPENSIVE[1])).close()

    assert_others_are_served(port)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_worker_that_ends_or_stops_is_replaced(service, number, assert_others_are_served):
    victim = workers_of(service)[0]

    victim.send_signal(number)

    assert_others_are_served(service.port)
    wait_until(lambda: len(workers_of(service)) == 2 and victim not in workers_of(service))
    assert_others_are_served(service.port)


def test_workers_end_with_the_main_process(start):
    service = start()
    workers = workers_of(service)
    wait_until(lambda: all(is_listening(worker) for worker in workers))
    workers[0].suspend()

    service.process.kill()
    psutil.wait_procs(workers, timeout=60)

    assert not any(worker.is_running() for worker in workers)


def test_interrupt_ends_idle_workers_and_one_that_is_starting(start):
    service = start()
    workers = workers_of(service)
    wait_until(lambda: all(is_listening(worker) for worker in workers))
    workers[0].kill()
    wait_until(lambda: any(worker not in workers for worker in workers_of(service)))

    with connect(service.port, head("GET", "/healthz")) as idle:
        assert read_status(idle) == 200
        os.killpg(service.process.pid, signal.SIGINT)  # as a terminal does
        output, errors = service.process.communicate()

    assert (service.process.returncode, "Traceback" in errors) == (0, False), errors
    assert "Killing" not in output


def test_requests_in_progress_are_finished_before_the_service_stops(start):
    service = start()
    wait_until(lambda: all(is_listening(worker) for worker in workers_of(service)))
    with connect(service.port, EXPORT) as connection:
        assert read_status(connection) == 200
        service.process.terminate()
        response = b"".join(iter(lambda: connection.recv(65536), b""))
        assert response.endswith(b"\r\n0\r\n\r\n")

    assert service.wait()[0] == 0


def test_service_that_stops_does_not_wait_for_the_rest_of_a_body(start):
    service, limit = start(), 3 * slowdown()
    wait_until(lambda: all(is_listening(worker) for worker in workers_of(service)))
    with connect(service.port, MATCH + b"{") as connection:
        get(service.port, "/healthz")
        began_at = time.monotonic()
        os.killpg(service.process.pid, signal.SIGINT)  # as a terminal does
        assert read_status(connection) == 408

    assert service.wait()[0] == 0
    assert time.monotonic() - began_at < limit


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (
            head(
                "POST",
                "/api/v1/match/",
                "Content-Type: application/json",
                "Transfer-Encoding: chunked",
            )
            + b'1c\r\n{"texts": [{"text": "HKU"}]}\r\n0\r\n\r\n',
            200,
        ),
        (MATCH.replace(b"1000", b"300000"), 413),
        (MATCH.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"), 100),
        (head("GET", "/" + "a" * 9000), 414),
        (head("GET", "/", "X: " + "a" * 20_000), 431),
        (head("GET", "/", "X: " + "a" * 200_000), 431),
        (head("HEAD", RECORD), 200),
    ],
)
def test_raw_requests(port, request_bytes, status):
    with connect(port, request_bytes) as connection:
        assert read_status(connection) == status


def test_rejected_requests_have_the_headers_of_other_errors(port):
    data = get(port, "/" + "a" * 9000)[1].lower()

    for header in (
        "content-type: application/problem+json",
        "cache-control: no-store",
        "x-request-id: ",
        "x-content-type-options: nosniff",
    ):
        assert header.encode() in data
