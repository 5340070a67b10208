"""Which format an answer comes in."""

from django.utils.translation import gettext as _
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from hkinno.api.faults import unknown_value
from hkinno.api.problems import invalid
from hkinno.api.renderers import JSONRenderer

FORMAT = "format"
# Names that clients have for formats of ours beside their own.
ALSO_CALLED = {
    "application/x-ndjson": "application/jsonl",
    "application/ndjson": "application/jsonl",
}


class Negotiation(DefaultContentNegotiation):
    """`format` says it outright, else `Accept`; what neither can have is refused."""

    parameter = FORMAT

    def select_renderer(
        self, request: Request, renderers: list[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        view = request.parser_context["view"]
        if request.method == "OPTIONS" or not hasattr(view, request.method.lower()):
            # What is possible here has to be said in any case; no format is asked for.
            renderer = JSONRenderer()
        elif (wish := request.query_params.get(self.parameter)) is not None:
            renderer = named(self.parameter, wish, renderers)
        else:
            renderer, _media_type = super().select_renderer(request, renderers, format_suffix)
        # Ours and not the client's, whose parameters would come back in the answer.
        return renderer, renderer.media_type

    def get_accept_list(self, request: Request) -> list[str]:
        """An empty header wishes for nothing."""
        asked = [media_type for media_type in super().get_accept_list(request) if media_type]
        return [ALSO_CALLED.get(media_type, media_type) for media_type in asked] or ["*/*"]


def named(parameter: str, wish: str, renderers: list[BaseRenderer]) -> BaseRenderer:
    """The renderer of the format of that name."""
    for renderer in renderers:
        if renderer.format == wish:
            return renderer
    formats = [renderer.format for renderer in renderers]
    fault = unknown_value(parameter, wish, formats)
    possible = _(" Possible here: %(formats)s.") % {"formats": ", ".join(formats)}
    raise invalid([fault._replace(detail=fault.detail + possible)])
