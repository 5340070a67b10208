"""What the service tells a client of itself."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static

from hkinno import __version__, legal
from hkinno.api.absolute_urls import absolute_url, reverse_absolute
from hkinno.matching.query_hints import USUAL
from hkinno.matching.reconcile.properties import label
from hkinno.matching.reconcile.query import type_of

ID = "{{id}}"
WIDTH, HEIGHT = 400, 240  # pixels


def manifest(request: HttpRequest) -> dict[str, Any]:
    """The manifest: addresses are those under which the client came."""
    here = reverse_absolute(request, "reconcile")
    return {
        "versions": ["0.2"],
        "name": f"hkinno: {label(legal.NAME)}",
        "identifierSpace": reverse_absolute(request, "api-root"),
        "schemaSpace": reverse_absolute(request, "vocabularies-list"),
        "documentation": reverse_absolute(request, "docs"),
        "serviceVersion": __version__,
        "logo": absolute_url(request, static("site/icon.svg")),
        "defaultTypes": [type_of(resource) for resource in sorted(USUAL)],
        "view": {"url": f"{here}view/{ID}/"},
        "preview": {"url": f"{here}preview/{ID}/", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            kind: {"service_url": here.rstrip("/"), "service_path": f"/suggest/{kind}/"}
            for kind in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {
                "service_url": here.rstrip("/"),
                "service_path": "/properties/",
            },
            "property_settings": [],
        },
    }
