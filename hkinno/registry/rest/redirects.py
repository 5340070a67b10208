"""Redirects from the addresses of what was merged or replaced."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from hkinno.api.middleware import HttpResponsePermanentRedirect308


def redirect_to(view: Any, resource: str, id: str) -> HttpResponse:
    """A permanent redirect to the same action of another row, with the query of the request."""
    url_name = "detail" if view.action == "retrieve" else view.action
    path = reverse(f"{resource}-{url_name}", args=[id])
    query = view.request.META.get("QUERY_STRING")
    return HttpResponsePermanentRedirect308(f"{path}?{query}" if query else path)
