"""Mixed into a view of records or statements: `citation/`, in the styles that people need."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson
from django.db import models
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from hkinno.api.negotiation import ContentNegotiation
from hkinno.registry import revision
from hkinno.registry.formats import citations

STYLE = "style"


class ByStyle(ContentNegotiation):
    """`style` says it outright, else `Accept`."""

    parameter = STYLE


class Style(BaseRenderer):
    """A way to write a citation."""

    charset = None
    schema = {"type": "string"}
    write: Callable[[citations.Cited], str | bytes]


class CSL(Style):
    """For reference managers."""

    media_type = "application/vnd.citationstyles.csl+json"
    format = "csl-json"
    schema = {"type": "array", "items": {"type": "object"}, "minItems": 1, "maxItems": 1}

    @staticmethod
    def write(cited: citations.Cited) -> bytes:
        return orjson.dumps(citations.as_csl(cited))


class Text(Style):
    """For people."""

    media_type = "text/plain"
    format = "text"
    write = staticmethod(citations.as_text)


class BibTeX(Style):
    """For LaTeX."""

    media_type = "application/x-bibtex"
    format = "bibtex"
    write = staticmethod(citations.as_bibtex)


class Citable:
    """`cited` makes a citation from a row's answer in JSON; `last_change` says as of when."""

    cited: Callable[..., citations.Cited]
    last_change: Callable[[models.Model], datetime]
    action_summaries = {"citation": "Cite one of the {resource}"}
    styles: tuple[type[Style], ...] = (CSL, Text, BibTeX)

    def get_renderers(self) -> list[BaseRenderer]:
        if getattr(self, "action", None) == "citation":
            return [style() for style in self.styles]
        return super().get_renderers()

    @extend_schema(filters=False, responses={200: str})
    @action(detail=True, content_negotiation_class=ByStyle, pagination_class=None)
    def citation(self, request: Request, **keys: Any) -> HttpResponse:
        """How to cite it: with the revision of the data and today as the day of access."""
        row = self.get_object()
        if getattr(row, "merged_into_id", None):
            return self.moved_to(row.merged_into)
        today = timezone.now().date()
        number = revision.current().number
        changed = self.last_change(row).date()
        cited = type(self).cited(self.get_serializer(row).data, number, changed, today)
        style = request.accepted_renderer
        kind = style.media_type
        if kind.startswith("text/"):
            kind = f"{kind}; charset=utf-8"
        return HttpResponse(style.write(cited), content_type=kind)
