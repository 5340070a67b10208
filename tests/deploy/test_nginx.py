"""What nginx answers from its cache, with the configuration of the cluster. Needs nginx."""

import threading

import pytest

from tests.deploy.proxied_service import NGINX, PUBLIC, Service, nginx_before
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
]


@pytest.fixture(scope="module")
def proxy():
    """A client of nginx, and the service behind it."""
    with Service() as service:
        threading.Thread(target=service.serve_forever, daemon=True).start()
        with nginx_before(service.server_port) as client:
            yield client, service
        service.shutdown()


@pytest.fixture(autouse=True)
def _ready_again(proxy):
    client, service = proxy
    yield
    service.status, service.cache_control = 200, PUBLIC
    # A server that failed is asked again after a second.
    wait_until(lambda: client.get("/ready", headers={"Cookie": "x"}).status_code == 200)


def cache_status(response):
    return response.headers["x-cache-status"]


def test_answer_is_kept_and_revalidated_by_its_entity_tag(proxy):
    client, service = proxy
    assert cache_status(client.get("/kept")) == "MISS"

    wait_until(lambda: cache_status(client.get("/kept")) == "REVALIDATED")

    assert service.asked["GET", "/kept", "200"] == 1
    assert service.asked["GET", "/kept", "304"] >= 1


def test_head_is_answered_from_the_same_answer(proxy):
    client, service = proxy

    head = client.head("/head")

    assert (head.status_code, head.content) == (200, b"")
    assert client.get("/head").text == "-|*/*"
    assert service.asked["HEAD", "/head", "200"] == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "sessionid=a"},
        {"Authorization": "Bearer a"},
        {"Min-Revision": "5"},
        {"Cache-Control": "no-cache"},
        {"Cache-Control": "max-age=0"},
        {"Pragma": "no-cache"},
    ],
    ids=lambda headers: "-".join(*headers.items()),
)
def test_who_may_be_a_user_or_wants_the_latest_is_never_answered_from_the_cache(proxy, headers):
    client, service = proxy
    path = "/own/{}-{}".format(*next(iter(headers.items())))
    client.get(path)

    own = client.get(path, headers=headers)
    service.status = 503
    failed = client.get(path, headers=headers)

    assert cache_status(own) == "BYPASS"
    assert failed.status_code == 503


def test_answer_of_a_user_is_not_stored(proxy):
    client, _service = proxy
    for headers in ({"Cookie": "sessionid=a"}, {"Authorization": "Bearer a"}):
        client.get("/stored", headers=headers)

    response = client.get("/stored")

    assert (cache_status(response), response.text) == ("MISS", "-|*/*")


@pytest.mark.parametrize("control", ["private", "no-store", "max-age=0", "max-age=60"])
def test_only_public_answers_are_stored(proxy, control):
    client, service = proxy
    service.cache_control = control

    responses = [client.get(f"/not-public/{control}") for _ in range(2)]

    assert [cache_status(response) for response in responses] == ["MISS", "MISS"]


def test_representations_are_kept_apart(proxy):
    client, _service = proxy
    for accept in ("text/html", "application/json"):
        client.get("/varied", headers={"Accept": accept})

    response = client.get("/varied", headers={"Accept": "text/html"})

    assert response.text == "-|text/html"


def test_answers_are_kept_for_each_host(proxy):
    client, service = proxy
    client.get("/host", headers={"Host": "one.example"})
    client.get("/host", headers={"Host": "two.example"})

    assert service.asked["GET", "/host", "200"] == 2


def test_older_answer_is_served_while_the_service_fails(proxy):
    client, service = proxy
    client.get("/stale")
    service.status = 503

    wait_until(lambda: cache_status(client.get("/stale")) == "STALE")

    assert client.get("/stale").status_code == 200


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 404, 410])
def test_what_is_gone_does_not_come_back_while_the_service_fails(proxy, status):
    client, service = proxy
    path = f"/gone/{status}"
    client.get(path)
    service.status, service.cache_control = status, "no-store"
    wait_until(lambda: client.get(path).status_code == status)
    service.status = 503

    wait_until(lambda: cache_status(client.get(path)) == "STALE")

    assert client.get(path).status_code == status


def test_503_of_the_service_is_passed_on(proxy):
    client, service = proxy
    service.status = 503

    # A write is sent to one process; nginx answers itself while it believes both to be down.
    wait_until(lambda: client.post("/unknown").headers["retry-after"] == "7")

    assert client.post("/unknown").status_code == 503


def test_bad_gateway_is_503_with_retry_after(proxy):
    client, service = proxy
    service.status = 502

    responses = [client.get("/bad"), client.post("/bad")]

    for response in responses:
        assert (response.status_code, response.headers["retry-after"]) == (503, "1")
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["status"] == 503


def test_write_is_never_sent_twice(proxy):
    client, service = proxy
    service.status = 503

    client.post("/written")

    assert service.asked["POST", "/written", "503"] == 1


@pytest.mark.parametrize("path", ["/admin/import/", "/api/v1/dump/file"])
def test_what_a_process_keeps_is_asked_for_there(proxy, path):
    client, service = proxy

    assert client.get(path).status_code == 200
    assert service.asked["GET", path, "200"] == 1


def test_address_and_request_id_of_the_client_are_passed_on(proxy):
    client, service = proxy
    forged = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}

    response = client.get("/client", headers=forged | {"X-Request-ID": "chosen-by-the-client"})

    received = service.headers["/client"]
    assert received["X-Forwarded-For"] == "127.0.0.1"
    assert received["X-Forwarded-Proto"] == "http"
    assert received["X-Request-ID"] == response.headers["x-request-id"] == "chosen-by-the-client"
