"""The format of a response, JSON or another that the client asks for, and its coding."""

import re
from collections.abc import Iterable
from typing import Any

import orjson
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from hkinno.api.errors.field_errors import invalid_choice
from hkinno.api.errors.problem_details import invalid_parameters


class JSONRenderer(BaseRenderer):
    """JSON in UTF-8: it writes no NaN and no lone surrogate."""

    media_type = "application/json"
    format = "json"
    charset = None  # JSON is UTF-8 by definition

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        return orjson.dumps(data)


class RenderersByActionMixin:
    """The formats of a viewset, by the action: `list_renderer_classes` for a list.

    Those of an action without such an attribute are `detail_renderer_classes`.
    """

    detail_renderer_classes: tuple[type[BaseRenderer], ...] = (JSONRenderer,)

    def get_renderers(self) -> list[BaseRenderer]:
        name = f"{getattr(self, 'action', None)}_renderer_classes"
        classes = getattr(self, name, self.detail_renderer_classes)
        return [renderer_class() for renderer_class in classes]


def is_json(request: Request) -> bool:
    """Whether a response is JSON, into which stored documents are copied."""
    return type(request.accepted_renderer) is JSONRenderer


FORMAT = "format"
# Other names that clients use for our media types.
MEDIA_TYPE_ALIASES = {
    "application/x-ndjson": "application/jsonl",
    "application/ndjson": "application/jsonl",
}


class ContentNegotiation(DefaultContentNegotiation):
    """By the query parameter `format`, otherwise by the `Accept` header.

    Raises ProblemException (400) for an unknown format and NotAcceptable (406).
    """

    parameter = FORMAT

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        renderers = list(renderers)
        view: Any = request.parser_context["view"]
        renderer: BaseRenderer
        if request.method == "OPTIONS" or not hasattr(view, str(request.method).lower()):
            # The answer names the allowed methods, in whatever format was requested.
            renderer = JSONRenderer()
        elif (name := request.query_params.get(self.parameter)) is not None:
            renderer = select_by_format(self.parameter, name, renderers)
        else:
            renderer = select_by_accept(request, renderers)
        # Our media type and not the client's, whose parameters would be echoed.
        return renderer, str(renderer.media_type)


def select_by_accept(request: Request, renderers: list[BaseRenderer]) -> BaseRenderer:
    """The renderer that the `Accept` header prefers, by its weights; for `text/html`, the default.

    Raises NotAcceptable.
    """
    by_type = {str(renderer.media_type): renderer for renderer in renderers}
    by_type |= {
        alias: by_type[media_type]
        for alias, media_type in MEDIA_TYPE_ALIASES.items()
        if media_type in by_type
    }
    if not request.headers.get("Accept", "").strip():
        return renderers[0]
    for accepted_type in request._request.accepted_types:
        for media_type, renderer in by_type.items():
            if accepted_type.match(media_type):
                return renderer
    # A browser, or a link checker: what it asks for is not a mistake.
    if any(accepted_type.match("text/html") for accepted_type in request._request.accepted_types):
        return renderers[0]
    raise NotAcceptable


def select_by_format(parameter: str, name: str, renderers: list[BaseRenderer]) -> BaseRenderer:
    """The renderer of that format. Raises ProblemException if there is none."""
    by_format = {str(renderer.format): renderer for renderer in renderers}
    if name in by_format:
        return by_format[name]
    raise invalid_parameters([invalid_choice(parameter, name, by_format)])


ACCEPTED_CODING = re.compile(r"([\w*-]+)(?: *; *q=(\d(?:\.\d{0,3})?))?")


def choose_encoding(accepted: str) -> str:
    """The content coding for an `Accept-Encoding`: `br`, `gzip`, or "" for none.

    Refused codings (`q=0`) are honoured, other preferences are not (RFC 9110, 12.5.3).
    """
    codings = {name: float(q or 1) for name, q in ACCEPTED_CODING.findall(accepted.lower())}
    return next((name for name in ("br", "gzip") if codings.get(name)), "")
