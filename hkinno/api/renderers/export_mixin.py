"""Lets a viewset answer its list in formats that hold all of it, with the same parameters."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from hkinno.api.errors.field_errors import FieldError
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.negotiation import FORMAT
from hkinno.api.renderers.exports import (
    CSVRenderer,
    ExportRenderer,
    JSONLinesRenderer,
    XLSXRenderer,
    iterate_rows,
)
from hkinno.api.renderers.json import JSONRenderer


class ExportListMixin:
    """Mixed into a viewset: its list in the formats of whole lists, with the same parameters.

    `page` and its like still ask for one page; the header `Link` leads to the next.
    """

    list_renderer_classes: tuple[type[BaseRenderer], ...] = (
        JSONRenderer,
        JSONLinesRenderer,
        CSVRenderer,
        XLSXRenderer,
    )
    detail_renderer_classes: tuple[type[BaseRenderer], ...] = (JSONRenderer,)

    def get_renderers(self) -> list[BaseRenderer]:
        is_list = getattr(self, "action", None) == "list"
        return [
            kind()
            for kind in (self.list_renderer_classes if is_list else self.detail_renderer_classes)
        ]

    def shown(self, rows: Iterable) -> Iterable:
        """The rows of a file, as `of_shown` takes them."""
        return rows

    def of_shown(self) -> Serializer:
        """What tells the columns of such rows, and what is shown of each."""
        return self.get_serializer()

    def list(self, request: Request, *args, **kwargs) -> HttpResponseBase:
        renderer = request.accepted_renderer
        if not isinstance(renderer, ExportRenderer):
            return super().list(request, *args, **kwargs)
        check_format_supports_parameters(request, renderer)
        rows = renderer.arranged(self.filter_queryset(self.get_queryset()), self)
        paging = self.paginator.get_schema_operation_parameters(self)
        if any(each["name"] in request.query_params for each in paging):
            return self.one_page(rows, renderer)
        if renderer.max_rows and row_count(rows) > renderer.max_rows:
            raise invalid_parameters([workbook_limit_error(renderer.max_rows)])
        return renderer.answer(self.shown(iterate_rows(rows)), self.of_shown(), self.basename)

    def one_page(self, rows: QuerySet, renderer: ExportRenderer) -> HttpResponseBase:
        """The page that is asked for, and the way to the next."""
        page = self.paginate_queryset(rows)
        following = self.get_paginated_response([]).data["next"]
        response = renderer.answer(self.shown(page), self.of_shown(), self.basename)
        if following:
            response["Link"] = f'<{following}>; rel="next"'
        return response


def row_count(rows: QuerySet | Sequence) -> int:
    """How many rows there are."""
    return rows.count() if isinstance(rows, QuerySet) else len(rows)


def workbook_limit_error(most: int) -> FieldError:
    """What to say of a list that is too long for a format."""
    detail = _(
        "A workbook may have at most %(max_rows)s rows. Narrow the list, or use csv or jsonl."
    )
    return FieldError("limit-exceeded", detail % {"max_rows": most}, FORMAT)


def check_format_supports_parameters(request: Request, renderer: ExportRenderer) -> None:
    """Refuse parameters to which the format cannot answer."""
    detail = _("“%(parameter)s” is not supported with format %(format)s; use json instead.")
    lost = [name for name in renderer.unsupported_parameters if name in request.query_params]
    if lost:
        told = [detail % {"parameter": name, "format": renderer.format} for name in lost]
        raise invalid_parameters(
            [
                FieldError("incompatible-parameters", text, name)
                for name, text in zip(lost, told, strict=True)
            ]
        )
