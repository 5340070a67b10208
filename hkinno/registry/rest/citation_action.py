"""The action `citation/` of records and statements."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from django.http import HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from hkinno.api.negotiation import ContentNegotiation
from hkinno.registry import revision
from hkinno.registry.formats.citations import Citation, to_bibtex, to_csl, to_text
from hkinno.registry.rest.projection import Projection

STYLE = "style"

if TYPE_CHECKING:  # the class that it is mixed into
    from rest_framework.viewsets import ReadOnlyModelViewSet

    ReadOnlyViewSet = ReadOnlyModelViewSet[Any]
else:
    ReadOnlyViewSet = object


class StyleNegotiation(ContentNegotiation):
    """Selects the style by the parameter `style`, otherwise by `Accept`."""

    parameter = STYLE


class CSLRenderer(BaseRenderer):
    """For reference managers."""

    media_type = "application/vnd.citationstyles.csl+json"
    format = "csl-json"
    charset = None
    schema = {"type": "array", "items": {"type": "object"}, "minItems": 1, "maxItems": 1}

    def render(self, data: Citation, *_args: Any, **_kwargs: Any) -> bytes:
        return orjson.dumps(to_csl(data))


class TextRenderer(BaseRenderer):
    """For people."""

    media_type = "text/plain"
    format = "text"
    schema = {"type": "string"}

    def render(self, data: Citation, *_args: Any, **_kwargs: Any) -> str:
        return to_text(data)


class BibTeXRenderer(BaseRenderer):
    """For LaTeX."""

    media_type = "application/x-bibtex"
    format = "bibtex"
    charset = None
    schema = {"type": "string"}

    def render(self, data: Citation, *_args: Any, **_kwargs: Any) -> bytes:
        return to_bibtex(data).encode()


class CitationMixin(ReadOnlyViewSet):
    """Adds the action `citation/` to a viewset."""

    # Makes a citation from the JSON of a row, the revision, the day of change and that of access.
    make_citation: ClassVar[Callable[..., Citation]]
    get_last_change: ClassVar[Callable[..., datetime]]
    action_summaries = {"citation": "Cite one of the {resource}"}
    citation_renderer_classes: tuple[type[BaseRenderer], ...] = (
        CSLRenderer,
        TextRenderer,
        BibTeXRenderer,
    )

    if TYPE_CHECKING:  # of records; statements are not merged

        def redirect_to_survivor(self, survivor: Any) -> HttpResponseBase: ...
        def get_projection(self) -> Projection: ...
        def represent_object(self, instance: Any, projection: Projection) -> Any: ...

    def get_renderers(self) -> Any:
        if getattr(self, "action", None) == "citation":
            return [renderer_class() for renderer_class in self.citation_renderer_classes]
        return super().get_renderers()

    @extend_schema(filters=False, responses={200: str})
    @action(detail=True, content_negotiation_class=StyleNegotiation, pagination_class=None)
    def citation(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        """A citation with the revision of the data and today as the date of access."""
        instance = self.get_object()
        if survivor := getattr(instance, "merged_into", None):
            return self.redirect_to_survivor(survivor)
        data = self.represent_object(instance, self.get_projection())
        changed_on = type(self).get_last_change(instance).date()
        today = timezone.now().date()
        number = revision.current().number
        return Response(type(self).make_citation(data, number, changed_on, today))
