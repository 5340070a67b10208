"""How rows are read: mixed into a viewset, which then shows them as they are asked for."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from django.db.models import Expression, F, Model
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hkinno.api.errors.problem_details import ProblemException
from hkinno.api.renderers.base import CHUNK_ROWS, ExportRenderer
from hkinno.api.renderers.columns import Column
from hkinno.api.renderers.list_export import ListExportMixin
from hkinno.api.sparse_fields import SparseFieldsParameters
from hkinno.registry.formats.atom import Atom
from hkinno.registry.rest.facets import Beside, BesideParameters
from hkinno.registry.rest.filters.date import HeldAt
from hkinno.registry.rest.pagination import SummaryPagination
from hkinno.registry.rest.point_in_time import AT, time_asked
from hkinno.registry.rest.projection import Shape

FEW = 20  # rows of a file at a time, where records are shown whole in them


class AtParameter:
    """`at` of one row; that of a list is one of its filters."""

    def get_schema_operation_parameters(self, view: APIView) -> list[dict]:
        """The parameter as the OpenAPI document gives it."""
        return [HeldAt().schema_parameter(AT)]


class ReadingList(ListExportMixin):
    """A list in the shape asked for, with what is counted beside it."""

    list_parameter_classes = (SparseFieldsParameters, BesideParameters)
    pagination_class = SummaryPagination
    list_renderer_classes = (*ListExportMixin.list_renderer_classes, Atom)
    expand_example = "statements"
    shape_class = Shape
    # What tells when a row changed last: for the feed, which has them in this order.
    changed: Expression | F

    def list(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if isinstance(request.accepted_renderer, ExportRenderer):
            return super().list(request, *args, **kwargs)
        shape, beside = self.shape_class(self, request), Beside(self, request)
        found = self.filter_queryset(self.get_queryset())
        response = self.get_paginated_response(shape.of(self.paginate_queryset(found)))
        # Of a search, what was found is looked up once and not searched for each facet.
        all_found = found.narrowed() if hasattr(found, "narrowed") else found
        response.data |= beside.of(all_found, shape.at)
        return response

    def represent_rows(self, rows: Iterable) -> Iterator[dict]:
        """The rows as requested, made for many at a time: for files."""
        shape = self.shape_class(self, self.request, is_file=True)
        # However much is expanded in each row, a file is never refused halfway.
        chunk_size = FEW if shape.expanded else CHUNK_ROWS
        iterator = iter(rows)
        chunks = iter(lambda: list(islice(iterator, chunk_size)), [])
        return chain.from_iterable(map(shape.of, chunks))

    def get_export_columns(self) -> Sequence[Column]:
        shape = self.shape_class(self, self.request)
        return [column for column in super().get_export_columns() if shape.is_left(column.path)]


class Reading(ReadingList):
    """Also a single row, in the shape asked for."""

    detail_parameter_classes = (SparseFieldsParameters, AtParameter)
    lookup_url_kwarg = "id"

    def get_object(self) -> Model:
        """The row, which filters of lists do not touch, but for `at`."""
        found = self.get_queryset().filter(pk=self.kwargs["id"])
        row = found.first()
        if row is None:
            raise self.missing(self.kwargs["id"])
        at = time_asked(self.request)
        if at and not found.filter(self.filterset_class.lasts(at)).exists():
            raise ProblemException("not-found", _("By its dates, it did not exist at that time."))
        return row

    def missing(self, key: str) -> Exception:
        """Why there is no such row."""
        return Http404()

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        shape = self.shape_class(self, request)
        return Response(shape.of([self.get_object()])[0])
