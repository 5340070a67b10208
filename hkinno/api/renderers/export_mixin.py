"""Lets a viewset answer its list in formats that hold all of it, with the same parameters."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from hkinno.api.errors.field_errors import Fault
from hkinno.api.errors.problem_details import invalid
from hkinno.api.negotiation import FORMAT
from hkinno.api.renderers.exports import CSV, XLSX, Export, JSONLines, stream
from hkinno.api.renderers.json import JSONRenderer


class ExportedList:
    """Mixed into a viewset: its list in the formats of whole lists, with the same parameters.

    `page` and its like still ask for one page; the header `Link` leads to the next.
    """

    formats_of_list: tuple[type[BaseRenderer], ...] = (JSONRenderer, JSONLines, CSV, XLSX)
    formats_of_one: tuple[type[BaseRenderer], ...] = (JSONRenderer,)

    def get_renderers(self) -> list[BaseRenderer]:
        is_list = getattr(self, "action", None) == "list"
        return [kind() for kind in (self.formats_of_list if is_list else self.formats_of_one)]

    def shown(self, rows: Iterable) -> Iterable:
        """The rows of a file, as `of_shown` takes them."""
        return rows

    def of_shown(self) -> Serializer:
        """What tells the columns of such rows, and what is shown of each."""
        return self.get_serializer()

    def list(self, request: Request, *args, **kwargs) -> HttpResponseBase:
        renderer = request.accepted_renderer
        if not isinstance(renderer, Export):
            return super().list(request, *args, **kwargs)
        refuse_what_would_be_lost(request, renderer)
        rows = renderer.arranged(self.filter_queryset(self.get_queryset()), self)
        paging = self.paginator.get_schema_operation_parameters(self)
        if any(each["name"] in request.query_params for each in paging):
            return self.one_page(rows, renderer)
        if renderer.most_rows and size(rows) > renderer.most_rows:
            raise invalid([too_long(renderer.most_rows)])
        return renderer.answer(self.shown(stream(rows)), self.of_shown(), self.basename)

    def one_page(self, rows: QuerySet, renderer: Export) -> HttpResponseBase:
        """The page that is asked for, and the way to the next."""
        page = self.paginate_queryset(rows)
        following = self.get_paginated_response([]).data["next"]
        response = renderer.answer(self.shown(page), self.of_shown(), self.basename)
        if following:
            response["Link"] = f'<{following}>; rel="next"'
        return response


def size(rows: QuerySet | Sequence) -> int:
    """How many rows there are."""
    return rows.count() if isinstance(rows, QuerySet) else len(rows)


def too_long(most: int) -> Fault:
    """What to say of a list that is too long for a format."""
    detail = _("A workbook has at most %(most)s rows. Narrow the list, or take csv or jsonl.")
    return Fault("too-many-rows", detail % {"most": most}, FORMAT)


def refuse_what_would_be_lost(request: Request, renderer: Export) -> None:
    """Refuse parameters to which the format cannot answer."""
    detail = _("“%(parameter)s” has no place in %(format)s; ask for json.")
    lost = [name for name in renderer.has_no_place_for if name in request.query_params]
    if lost:
        told = [detail % {"parameter": name, "format": renderer.format} for name in lost]
        raise invalid(
            [Fault("not-with-format", text, name) for name, text in zip(lost, told, strict=True)]
        )
