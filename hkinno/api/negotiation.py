"""Which format an answer comes in."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from hkinno.api.errors.field_errors import unknown_value
from hkinno.api.errors.problem_details import invalid
from hkinno.api.renderers.json import JSONRenderer

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
            renderer = accepted(request, renderers)
        # Ours and not the client's, whose parameters would come back in the answer.
        return renderer, renderer.media_type


def accepted(request: Request, renderers: list[BaseRenderer]) -> BaseRenderer:
    """The renderer that the header `Accept` likes best, weights and all. Raises NotAcceptable."""
    called = {renderer.media_type: renderer for renderer in renderers}
    called |= {other: called[ours] for other, ours in ALSO_CALLED.items() if ours in called}
    # An empty header wishes for nothing.
    if not request.headers.get("Accept", "").strip():
        return renderers[0]
    for wish in request._request.accepted_types:
        for name, renderer in called.items():
            if wish.match(name):
                return renderer
    raise NotAcceptable(available_renderers=renderers)


def named(parameter: str, wish: str, renderers: list[BaseRenderer]) -> BaseRenderer:
    """The renderer of the format of that name."""
    for renderer in renderers:
        if renderer.format == wish:
            return renderer
    formats = [renderer.format for renderer in renderers]
    fault = unknown_value(parameter, wish, formats)
    possible = _(" Possible here: %(formats)s.") % {"formats": ", ".join(formats)}
    raise invalid([fault._replace(detail=fault.detail + possible)])
