"""The address of the client that sent a request."""

from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The IP address of the client; None if it is unknown."""
    return request.META.get("REMOTE_ADDR") or None
