"""The OpenAPI document, made once: `docs/openapi.yaml`, which is compared with the code."""

import hashlib
from functools import cache
from typing import Any

import orjson
import yaml
from django.conf import settings
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.http import condition
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from hkinno.api.negotiation import JSONRenderer
from hkinno.openapi.explorer import explorer_document


class YAMLRenderer(BaseRenderer):
    """Names the format; the document is a file and needs no rendering."""

    media_type = "application/yaml"
    format = "yaml"
    charset = None


class ExplorerRenderer(JSONRenderer):
    """Names the document of the explorer."""

    format = "explorer"


@cache
def document(format: str) -> bytes:
    """The document in the format of a renderer, made once for the life of the process."""
    text = (settings.BASE_DIR / "docs" / "openapi.yaml").read_bytes()
    if format == "yaml":
        return text
    parsed = yaml.load(text, yaml.CSafeLoader)
    return orjson.dumps(parsed if format == "json" else explorer_document(parsed))


@cache
def tag(format: str) -> str:
    """The strong ETag of the document in one format."""
    return f'"{hashlib.sha256(document(format)).hexdigest()[:32]}"'


def tag_of(request: Request, *_arguments: Any) -> str:
    return tag(request.accepted_renderer.format)


@extend_schema(exclude=True)
class Document(APIView):
    """OpenAPI 3.1, as YAML and as JSON."""

    renderer_classes = [YAMLRenderer, JSONRenderer]

    @method_decorator(condition(etag_func=tag_of))
    def get(self, request: Request) -> HttpResponse:
        renderer = request.accepted_renderer
        headers = {"Content-Language": "en"}
        return HttpResponse(document(renderer.format), renderer.media_type, headers=headers)


class ExplorerDocument(Document):
    """The document that Swagger UI reads."""

    renderer_classes = [ExplorerRenderer]
