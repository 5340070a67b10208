"""The action `citation/` of records and statements."""

from collections.abc import Callable
from dataclasses import replace
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

from hkinno.api.errors.field_errors import invalid_choice
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.negotiation import ContentNegotiation
from hkinno.api.sparse_fields import FieldTree
from hkinno.registry import revision
from hkinno.registry.formats.citation_styles import to_bibtex, to_ris, to_text
from hkinno.registry.formats.citations import REGISTRY, CitedState, Item
from hkinno.registry.rest.representation import Representation

STYLE, LANGUAGE = "style", "lang"

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

    def render(self, data: Item, *_args: Any, **_kwargs: Any) -> bytes:
        return orjson.dumps([data])


class TextRenderer(BaseRenderer):
    """For people."""

    media_type = "text/plain"
    format = "text"
    schema = {"type": "string"}

    def render(self, data: Item, *_args: Any, **_kwargs: Any) -> str:
        return to_text(data)


class BibTeXRenderer(BaseRenderer):
    """For LaTeX."""

    media_type = "application/x-bibtex"
    format = "bibtex"
    charset = None
    schema = {"type": "string"}

    def render(self, data: Item, *_args: Any, **_kwargs: Any) -> bytes:
        return to_bibtex(data).encode()


class RISRenderer(BaseRenderer):
    """For reference managers that do not read CSL-JSON."""

    media_type = "application/x-research-info-systems"
    format = "ris"
    charset = None
    schema = {"type": "string"}

    def render(self, data: Item, *_args: Any, **_kwargs: Any) -> bytes:
        return to_ris(data).encode()


class LanguageParameter:
    """The parameter `lang` of citations, each of which is in one language."""

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": LANGUAGE,
                "in": "query",
                "description": "The language of the citation; names are in the other if they have "
                "no text in this one.",
                "schema": {"type": "string", "enum": list(REGISTRY), "default": "en"},
                "example": "en",
            }
        ]


def parse_language(request: Request) -> str:
    """The language that `lang` names. Raises ProblemException for another."""
    language = request.query_params.get(LANGUAGE, "en")
    if language not in REGISTRY:
        raise invalid_parameters([invalid_choice(LANGUAGE, language, REGISTRY)])
    return language


class CitationMixin(ReadOnlyViewSet):
    """Adds the action `citation/` to a viewset."""

    # Makes a CSL item from the JSON of a row, with these fields expanded, and the cited state.
    make_citation: ClassVar[Callable[[Item, CitedState], Item]]
    citation_expand: FieldTree = {}
    get_last_change: ClassVar[Callable[..., datetime]]
    action_summaries = {"citation": "Cite one of the {resource}"}
    citation_renderer_classes: tuple[type[BaseRenderer], ...] = (
        CSLRenderer,
        TextRenderer,
        BibTeXRenderer,
        RISRenderer,
    )
    citation_parameter_classes = (LanguageParameter,)

    if TYPE_CHECKING:  # of records; statements are not merged

        def redirect_to_survivor(self, survivor: Any) -> HttpResponseBase: ...
        def get_representation(self) -> Representation: ...
        def represent_object(self, instance: Any, representation: Representation) -> Any: ...

    @extend_schema(responses={200: str})
    @action(detail=True, content_negotiation_class=StyleNegotiation, pagination_class=None)
    def citation(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        """A citation with the revision of the data and today as the date of access."""
        language = parse_language(request)
        instance = self.get_object()
        if survivor := getattr(instance, "merged_into", None):
            return self.redirect_to_survivor(survivor)
        representation = self.get_representation()
        options = replace(representation.options, expand=self.citation_expand)
        row = self.represent_object(instance, replace(representation, options=options))
        state = CitedState(
            revision=revision.current().number,
            changed_on=type(self).get_last_change(instance).date(),
            accessed=timezone.now().date(),
            language=language,
        )
        citation = type(self).make_citation(row, state)
        return Response(citation, headers={"Content-Language": language})
