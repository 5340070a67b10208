"""Addresses as clients see them: absolute, beginning with `PUBLIC_URL` where it is set."""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import reverse


def absolute(request: HttpRequest, path: str) -> str:
    """The absolute address of a path; the path alone where the host asked for is not ours."""
    if settings.PUBLIC_URL:
        return settings.PUBLIC_URL + path
    try:
        return request.build_absolute_uri(path)
    except DisallowedHost:
        return path


def link(request: HttpRequest, name: str, *args: str) -> str:
    """The absolute address of a named view."""
    return absolute(request, reverse(name, args=args))
