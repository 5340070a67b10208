"""The service behind nginx answers as it does alone, whatever is in the cache. Needs nginx."""

import itertools

import httpx
import pytest

from tests.deploy.proxied_service import NGINX, nginx_before
from tests.live_service import live_service
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.server,
    pytest.mark.slow,
    pytest.mark.untraced,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
]

PATHS = [
    "/",
    "/en/labs/?page_size=2",
    "/zh-hant/institutions/hkust/",
    "/en/labs/missing/",
    "/labs/",
    "/api/v1/",
    "/api/v1/labs/?page_size=2",
    "/api/v1/labs",
    "/api/v1/institutions/hkust/",
    "/api/v1/labs/missing/",
    "/api/v1/labs/?page_size=x",
    "/api/v1/openapi.yaml",
    "/robots.txt",
]
# Each value of a header after others that the cache may not confuse with it.
VALUES = {
    "Accept": ["*/*", "text/html", "application/json", "text/csv", "image/png"],
    "Accept-Language": ["en", "zh-Hant", "fr"],
    "Accept-Encoding": ["identity", "gzip", "br"],
    "Origin": ["https://one.example", "https://two.example"],
    "Range": ["bytes=0-9"],
}
COMPARED = ("content-type", "content-language", "content-encoding", "location", "set-cookie")
COMPARED += ("access-control-allow-origin", "vary", "etag", "cache-control", "revision")


@pytest.fixture(scope="module")
def addresses():
    """Clients of nginx and of the service behind it."""
    with live_service(WORKERS="1", RATE_LIMIT="0") as service, nginx_before(service.port) as proxy:
        base = f"http://127.0.0.1:{service.port}"
        with httpx.Client(base_url=base, timeout=60) as direct:
            yield proxy, direct


def parts(response):
    """What has to be the same: the status, some headers and the content."""
    headers = {name: response.headers.get(name) for name in COMPARED}
    return response.status_code, headers, response.text


@pytest.mark.parametrize("path", PATHS)
def test_answer_through_the_cache_is_that_of_the_service(addresses, path):
    proxy, direct = addresses
    same_urls = {"Host": proxy.base_url.netloc.decode()}
    requests = [{name: value} for name, values in VALUES.items() for value in values]
    wait_until(lambda: proxy.get(path).status_code < 500)
    for headers, _turn in itertools.product(requests, range(2)):
        if "Range" in headers:  # nginx may answer it from what it has
            response = proxy.get(path, headers=headers)
            whole = direct.get(path, headers=same_urls)
            if response.status_code == 206:
                assert response.content == whole.content[:10]
                continue
            headers = {}
        own = direct.get(path, headers=headers | same_urls)
        assert parts(proxy.get(path, headers=headers)) == parts(own), headers
        head = proxy.head(path, headers=headers)
        assert (head.status_code, head.content) == (own.status_code, b"")


@pytest.mark.parametrize("path", ["/api/v1/labs/?page_size=2", "/en/labs/?page_size=2"])
def test_copy_of_a_client_is_revalidated_by_nginx(addresses, path):
    proxy, _direct = addresses
    tag = proxy.get(path).headers["etag"]

    assert proxy.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert proxy.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
