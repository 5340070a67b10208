"""Absolute URLs as clients see them, starting with `PUBLIC_URL` if it is set."""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.urls import reverse
from django.utils.encoding import iri_to_uri

# Stands for the scheme and the host. No text contains it: the database refuses control characters.
PLACEHOLDER = "\x02"


class PlaceholderRequest(HttpRequest):
    """The request of documents that are stored for every host."""


def absolute_url(request: HttpRequest, path: str) -> str:
    """The absolute URL of a path, or the path itself if the requested host is not allowed.

    Without `PUBLIC_URL`, the host is the requested one, but a port in the header `Host` is replaced
    by the one that the service listens on: no cache must spread a port that a client made up.
    """
    if isinstance(request, PlaceholderRequest):
        return f"{PLACEHOLDER}{path}"
    if settings.PUBLIC_URL:
        return f"{settings.PUBLIC_URL}{path}"
    try:
        host = request.get_host()
    except DisallowedHost:
        return path
    domain, port = split_domain_port(host)
    host = f"{domain}:{request.get_port()}" if port else host
    return f"{request.scheme}://{host}{iri_to_uri(path)}"


def reverse_absolute(request: HttpRequest, name: str, *args: object) -> str:
    """The absolute URL of a named view."""
    return absolute_url(request, reverse(name, args=args))
