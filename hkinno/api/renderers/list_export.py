"""Lets a viewset serve its whole list as a file, with the same parameters."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from hkinno.api.errors.field_errors import FieldError
from hkinno.api.errors.problem_details import invalid_parameters, raise_invalid_parameters
from hkinno.api.negotiation import FORMAT, JSONRenderer, RenderersByActionMixin
from hkinno.api.renderers.base import ExportRenderer, iterate_rows
from hkinno.api.renderers.columns import Column, serializer_columns
from hkinno.api.renderers.csv import CSVRenderer
from hkinno.api.renderers.jsonl import JSONLinesRenderer
from hkinno.api.renderers.xlsx import XLSXRenderer
from hkinno.api.requests import absolute_url

if TYPE_CHECKING:  # the class that it is mixed into
    from rest_framework.mixins import ListModelMixin
    from rest_framework.viewsets import GenericViewSet

    class ListViewSet(ListModelMixin, GenericViewSet[Any]): ...
else:
    ListViewSet = object


class ListExportMixin(RenderersByActionMixin, ListViewSet):
    """Serves the list in the formats of `list_renderer_classes`.

    A file holds the whole list, or with `page`, `page_size` or `cursor` one page, and then a `Link`
    header to the next.
    """

    list_renderer_classes: tuple[type[BaseRenderer], ...] = (
        JSONRenderer,
        JSONLinesRenderer,
        CSVRenderer,
        XLSXRenderer,
    )

    def represent_rows(self, rows: Iterable[Any]) -> Iterable[dict[str, Any]]:
        """The rows as JSON objects, made as they are consumed."""
        return map(self.get_serializer().to_representation, rows)

    def get_file_rows(self, rows: Iterable[Any]) -> Iterable[dict[str, Any]]:
        """The rows of a file of JSON Lines or of a table: values of one type at each key."""
        return self.represent_rows(rows)

    def get_export_columns(self) -> Sequence[Column]:
        """The columns of a table of such rows."""
        return list(serializer_columns(self.get_serializer()))

    def get_export_notes(self) -> Sequence[tuple[str, str]]:
        """What a file says about itself, as pairs of a label and a text."""
        return [("source", absolute_url(self.request, self.request.get_full_path()))]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        renderer = request.accepted_renderer
        if not isinstance(renderer, ExportRenderer):
            return super().list(request, *args, **kwargs)
        check_format_supports_parameters(request, renderer)
        rows = renderer.order_rows(self.filter_queryset(self.get_queryset()), self)
        paginator: Any = self.paginator
        page_parameters = paginator.get_schema_operation_parameters(self)
        if any(parameter["name"] in request.query_params for parameter in page_parameters):
            return self.export_page(rows, renderer)
        check_row_limit(rows, renderer)
        return renderer.build_response(iterate_rows(rows), self)

    def export_page(self, rows: Any, renderer: ExportRenderer) -> HttpResponseBase:
        """The requested page as a file, with a link to the next."""
        page: Any = self.paginate_queryset(rows)
        next_url = self.get_paginated_response([]).data["next"]
        response = renderer.build_response(page, self)
        if next_url:
            response["Link"] = f'<{next_url}>; rel="next"'
        return response


def check_row_limit(rows: Any, renderer: ExportRenderer) -> None:
    """Raise ProblemException if there are more rows than the format allows."""
    if renderer.max_rows is None:
        return
    row_count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    if row_count > renderer.max_rows:
        detail = _(
            "A workbook may have at most %(max_rows)s rows. Narrow the list, or use csv or jsonl."
        ) % {"max_rows": renderer.max_rows}
        raise invalid_parameters([FieldError("limit-exceeded", detail, FORMAT)])


def check_format_supports_parameters(request: Request, renderer: Any) -> None:
    """Raise ProblemException for parameters in `renderer.unsupported_parameters`."""
    detail = _("“%(parameter)s” is not supported with format %(format)s; use json instead.")
    raise_invalid_parameters(
        FieldError(
            "incompatible-parameters", detail % {"parameter": name, "format": renderer.format}, name
        )
        for name in renderer.unsupported_parameters
        if name in request.query_params
    )
