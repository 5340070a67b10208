"""Absolute URLs as clients see them, starting with `PUBLIC_URL` if it is set."""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import reverse

# Stands for the scheme and the host. No text contains it: the database refuses control characters.
PLACEHOLDER = "\x02"


class PlaceholderRequest(HttpRequest):
    """The request of documents that are stored for every host."""


def absolute_url(request: HttpRequest, path: str) -> str:
    """The absolute URL of a path, or the path itself if the requested host is not allowed."""
    if isinstance(request, PlaceholderRequest):
        return f"{PLACEHOLDER}{path}"
    if settings.PUBLIC_URL:
        return f"{settings.PUBLIC_URL}{path}"
    try:
        return request.build_absolute_uri(path)
    except DisallowedHost:
        return path


def reverse_absolute(request: HttpRequest, name: str, *args: object) -> str:
    """The absolute URL of a named view."""
    return absolute_url(request, reverse(name, args=args))
