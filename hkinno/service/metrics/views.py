"""`/metrics`, which is private: others get the same 404 as for an unknown URL."""

from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST

from hkinno.service.metrics.state import exposition

LOOPBACK_NAMES = {"localhost", "127.0.0.1", "[::1]"}
# A proxy on this machine connects from a loopback address, too.
PROXY_HEADERS = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto")


def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics of all workers. Raises Http404 if the client may not read them."""
    if not (is_local(request) or has_token(request)):
        raise Http404
    response = HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


def is_local(request: HttpRequest) -> bool:
    """Whether the client is on this machine and came without a proxy."""
    if any(header in request.headers for header in PROXY_HEADERS):
        return False
    name, _port = split_domain_port(request.get_host())
    try:
        is_loopback = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return is_loopback and name in LOOPBACK_NAMES


def has_token(request: HttpRequest) -> bool:
    """Whether the request has the bearer token `METRICS_TOKEN`, if one is set."""
    expected = f"Bearer {settings.METRICS_TOKEN}"
    return bool(settings.METRICS_TOKEN) and constant_time_compare(
        request.headers.get("Authorization", ""), expected
    )
