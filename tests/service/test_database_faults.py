"""`make run` while PostgreSQL is killed, stopped, frozen or busy: 503, then recovery by itself."""

import signal
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from hkinno.service.postgres.postmaster import read_postmaster
from hkinno.service.postgres.shared_cluster import cluster_for
from tests.live_service import LiveService, live_service
from tests.service.postgres.servers import connect
from tests.waiting import wait_until

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.untraced]

TIMEOUTS = {
    "STATEMENT_TIMEOUT": "1500",
    "LOCK_TIMEOUT": "0",
    "RESPONSE_TIMEOUT": "5000",  # well after the timeout of PostgreSQL
    "CONNECT_TIMEOUT": "2",
}
# A page of the API, one of the admin for which the session is looked up, and readiness.
PATHS = ["/api/v1/labs/?page_size=1", "/admin/", "/readyz"]


@pytest.fixture(scope="module")
def running_service():
    with live_service(WORKERS="1", RATE_LIMIT="0", **TIMEOUTS) as service:
        yield service


def cluster_of(service: LiveService):
    return cluster_for(service.var, {})


def request(service: LiveService, path: str) -> tuple[int, str | None, str]:
    """`(status, Retry-After, body)` of a response."""
    url = f"http://127.0.0.1:{service.port}{path}"
    cookie = {"Cookie": "sessionid=unknown-session", "Cache-Control": "no-cache"}
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url, headers=cookie), timeout=60
        ) as response:
            return response.status, response.headers["Retry-After"], response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Retry-After"], error.read().decode()


def assert_unavailable_until_recovered(service: LiveService) -> None:
    """All requests get 200, or 503 with Retry-After, and soon all of them 200."""

    def is_available():
        responses = [request(service, path) for path in PATHS]
        statuses = {status for status, _retry_after, _body in responses}
        assert statuses <= {200, 503}
        assert all(retry for status, retry, _body in responses if status == 503)
        return statuses == {200}

    wait_until(is_available)


def processes_of(service: LiveService) -> list[psutil.Process]:
    server = psutil.Process(read_postmaster(cluster_of(service).paths.data).pid)
    return [server, *server.children()]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGQUIT])
def test_service_recovers_from_the_end_of_the_server(running_service, number):
    """Killed; stopped by `pg_ctl stop` in the modes fast and immediate."""
    server = processes_of(running_service)[0]

    server.send_signal(number)
    psutil.wait_procs([server], timeout=60)

    assert_unavailable_until_recovered(running_service)


def test_service_recovers_from_a_killed_backend(running_service):
    """PostgreSQL restarts all backends, since shared memory may be damaged."""
    with connect(cluster_of(running_service)) as connection:
        backend = psutil.Process(connection.info.backend_pid)
        backend.kill()

        assert_unavailable_until_recovered(running_service)
        connection.close()


def test_frozen_server_is_answered_for(running_service):
    processes = processes_of(running_service)
    for process in processes:
        process.suspend()
    try:
        with ThreadPoolExecutor() as pool:
            responses = list(pool.map(lambda path: request(running_service, path), PATHS))
    finally:
        for process in processes:
            process.resume()

    assert [(status, bool(retry)) for status, retry, _body in responses] == [(503, True)] * 3
    assert_unavailable_until_recovered(running_service)


def test_statement_timeout_ends_a_request(running_service):
    cluster = cluster_of(running_service)
    with connect(cluster) as connection:
        connection.execute("""
            do $$ declare name text; begin
              for name in select oid::regclass from pg_class
                where relnamespace = 'public'::regnamespace and relkind = 'r'
              loop execute format('lock table %s in access exclusive mode', name); end loop;
            end $$
        """)
        status, retry_after, body = request(running_service, PATHS[0])
    log = (cluster.paths.home / "log").read_text()

    assert (status, bool(retry_after)) == (503, True)
    assert '"code":"database-unavailable"' in body
    assert "canceling statement due to statement timeout" in log
    assert_unavailable_until_recovered(running_service)


def test_service_starts_at_once_after_its_master_was_killed(running_service):
    """The server of the killed service is taken over, and stopped at the end."""
    server = processes_of(running_service)[0]
    running_service.process.kill()
    running_service.process.wait()

    running_service.start()
    running_service.wait_until_ready()

    assert processes_of(running_service)[0] == server
    assert running_service.stop() == 0
    assert read_postmaster(cluster_of(running_service).paths.data) is None
    running_service.start()  # for the other tests
    running_service.wait_until_ready()
