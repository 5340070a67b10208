"""The service manifest."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static

from hkinno import __version__, legal
from hkinno.api.requests import absolute_url, reverse_absolute
from hkinno.matching.candidate_filters import DEFAULT_RESOURCES
from hkinno.matching.reconcile.properties import bilingual_label
from hkinno.matching.reconcile.query import type_data

ID_PLACEHOLDER = "{{id}}"
PREVIEW_WIDTH, PREVIEW_HEIGHT = 400, 240  # pixels


def manifest(request: HttpRequest) -> dict[str, Any]:
    """The manifest, with URLs on the host that the client used."""
    base_url = reverse_absolute(request, "reconcile")
    service_url = base_url.rstrip("/")
    return {
        "versions": ["0.2"],
        "name": f"hkinno: {bilingual_label(legal.NAME)}",
        "identifierSpace": reverse_absolute(request, "api-root"),
        "schemaSpace": reverse_absolute(request, "vocabularies-list"),
        "documentation": reverse_absolute(request, "docs"),
        "serviceVersion": __version__,
        "logo": absolute_url(request, static("site/icon.svg")),
        "defaultTypes": [type_data(resource) for resource in sorted(DEFAULT_RESOURCES)],
        "view": {"url": f"{base_url}view/{ID_PLACEHOLDER}/"},
        "preview": {
            "url": f"{base_url}preview/{ID_PLACEHOLDER}/",
            "width": PREVIEW_WIDTH,
            "height": PREVIEW_HEIGHT,
        },
        "suggest": {
            item: {
                "service_url": service_url,
                "service_path": f"/suggest/{item}/",
                "flyout_service_url": service_url,
                "flyout_service_path": f"/flyout/{item}/?id=${{id}}",
            }
            for item in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": service_url, "service_path": "/properties/"},
            "property_settings": [],
        },
    }
