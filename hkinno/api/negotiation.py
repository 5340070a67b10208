"""Which format an answer comes in."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from hkinno.api.errors.field_errors import invalid_choice
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.renderers.json import JSONRenderer

FORMAT = "format"
# Names that clients have for formats of ours beside their own.
MEDIA_TYPE_ALIASES = {
    "application/x-ndjson": "application/jsonl",
    "application/ndjson": "application/jsonl",
}


class ContentNegotiation(DefaultContentNegotiation):
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
            renderer = select_by_format(self.parameter, wish, renderers)
        else:
            renderer = select_by_accept(request, renderers)
        # Ours and not the client's, whose parameters would come back in the answer.
        return renderer, renderer.media_type


def select_by_accept(request: Request, renderers: list[BaseRenderer]) -> BaseRenderer:
    """The renderer that the header `Accept` likes best, weights and all. Raises NotAcceptable."""
    called = {renderer.media_type: renderer for renderer in renderers}
    called |= {other: called[ours] for other, ours in MEDIA_TYPE_ALIASES.items() if ours in called}
    # An empty header wishes for nothing.
    if not request.headers.get("Accept", "").strip():
        return renderers[0]
    for wish in request._request.accepted_types:
        for name, renderer in called.items():
            if wish.match(name):
                return renderer
    raise NotAcceptable(available_renderers=renderers)


def select_by_format(parameter: str, wish: str, renderers: list[BaseRenderer]) -> BaseRenderer:
    """The renderer of the format of that name."""
    for renderer in renderers:
        if renderer.format == wish:
            return renderer
    formats = [renderer.format for renderer in renderers]
    fault = invalid_choice(parameter, wish, formats)
    possible = _(" Available formats: %(formats)s.") % {"formats": ", ".join(formats)}
    raise invalid_parameters([fault._replace(detail=fault.detail + possible)])
