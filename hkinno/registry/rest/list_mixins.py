"""Mixins that apply the query options, `facets` and `aggregate` to the responses of a viewset."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Expression, F
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from hkinno.api.errors.problem_details import ProblemException
from hkinno.api.filters.base import DATES, KNOWN
from hkinno.api.negotiation import is_json
from hkinno.api.renderers.base import ExportRenderer
from hkinno.api.renderers.list_export import ListExportMixin
from hkinno.api.revision_cache import DATA_VERSION, await_confirmation, confirm, keep_count
from hkinno.api.sparse_fields import SUMMARY_PARAMETERS, FieldTree, SparseFieldsParameters
from hkinno.registry import revision
from hkinno.registry.formats.atom import AtomRenderer
from hkinno.registry.rest import documents
from hkinno.registry.rest.documents import DOCUMENT, prepare_queryset, snapshot, to_fragments
from hkinno.registry.rest.expand import ViewSet, field_tree
from hkinno.registry.rest.facets import ListSummary, SummaryParameters
from hkinno.registry.rest.filters.date import AtFilter
from hkinno.registry.rest.filters.relation import RelationScope
from hkinno.registry.rest.other_dates import count_with_other_dates
from hkinno.registry.rest.pagination import SummaryPagination
from hkinno.registry.rest.query_options import AtParameter, QueryOptions
from hkinno.registry.rest.representation import Representation
from hkinno.registry.rest.search_hits import SearchHits, is_plain_search
from hkinno.registry.rest.stored_rows import StoredRows, row_by_id
from hkinno.search.backend import SEARCH
from hkinno.search.queryset import SearchQuerySet, by_ids

SUMMARY = set(SUMMARY_PARAMETERS)

if TYPE_CHECKING:  # the classes that these are mixed into
    from rest_framework.viewsets import ReadOnlyModelViewSet

    class ExportViewSet(ListExportMixin, ReadOnlyModelViewSet[Any]): ...
else:
    ExportViewSet = object


class QueryOptionsListMixin(ExportViewSet):
    """Applies `fields`, `omit`, `expand` and `at` to a list, and adds `facets` and `aggregates`.

    Goes before `ListExportMixin`.
    """

    filterset_class: Any
    filterset: Any  # of a request whose rows were filtered
    list_parameter_classes: tuple[type[Any], ...] = (SparseFieldsParameters, SummaryParameters)
    pagination_class = SummaryPagination
    list_renderer_classes = (*ListExportMixin.list_renderer_classes, AtomRenderer)
    expand_example = "statements"
    reads_documents = True  # or else rows
    # The instant at which a row last changed: the order of the Atom feed.
    last_change: Expression | F

    @cached_property
    def query_options(self) -> QueryOptions:
        return QueryOptions.from_request(
            self.request, self.get_expandable_viewsets(), self.get_known_fields
        )

    def get_expandable_viewsets(self) -> set[ViewSet]:
        """The viewsets whose expandable fields the rows have."""
        return {type(self)}

    def get_known_fields(self, expand: FieldTree) -> FieldTree:
        """The names of the fields that rows have with `expand` applied."""
        return field_tree(self.get_expandable_viewsets(), expand)

    def get_representation(self) -> Representation:
        return Representation(self.query_options, self.request)

    def represent_page(self, page: Iterable[Any], representation: Representation) -> list[Any]:
        rows = list(page)
        if not self.accepts_documents() or not all(getattr(row, DOCUMENT, None) for row in rows):
            return representation.represent(
                rows, type(self), accepts_fragments=is_json(self.request)
            )
        return to_fragments((row.document for row in rows), self.request)

    def accepts_documents(self) -> bool:
        """Whether stored documents are copied into the response as they are."""
        return self.query_options.is_default and is_json(self.request)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        if isinstance(request.accepted_renderer, ExportRenderer):
            return super().list(request, *args, **kwargs)
        response = self.respond_as_of_request() if self.is_snapshot_avoidable() else None
        if response is None:
            with snapshot():
                if hasattr(request, DATA_VERSION):
                    # Of the snapshot, which may be newer than the request.
                    setattr(request, DATA_VERSION, revision.current())
                response = self.respond_with_page(*self.read_page())
        return response

    def is_snapshot_avoidable(self) -> bool:
        """Whether the page is what is read last, with the revision that all was read as of."""
        is_last = self.reads_documents and not self.query_options.expand
        return is_last and documents.may_store_documents() and hasattr(self.request, DATA_VERSION)

    def respond_as_of_request(self) -> Response | None:
        """The response; None if the data changed while it was read, or a document is missing."""
        await_confirmation(self.request)
        page, extra = self.read_page()
        is_current = self.is_as_of_request(page)
        confirm(self.request, is_current=is_current)
        if is_current and all(row.document for row in page):
            return self.respond_with_page(page, extra)
        if is_current:
            keep_count(self.request, self.paginator.row_count)  # type: ignore[union-attr]  # set by it
        return None

    def is_as_of_request(self, page: Sequence[Any]) -> bool:
        """Whether the revision, read with or after the page, is that of the request."""
        number = page[0].revision if page else revision.current().number
        return bool(number == getattr(self.request, DATA_VERSION).number)

    def read_page(self) -> tuple[Sequence[Any], dict[str, Any]]:
        """The rows of the page with their versions and documents, and what is added to them."""
        rows: Any = (stored := StoredRows(self))
        extra = self.summarize(stored)
        if SEARCH in self.request.query_params and is_plain_search(self):
            rows = SearchHits(self)
        elif not self.reads_documents:
            rows = stored.queryset
        # The statement that reads a page of documents counts the rows with other dates, too.
        if self.compares_dates() and (rows is not stored or SEARCH in self.request.query_params):
            extra["dates"] = count_with_other_dates(self, stored)
        page = self.paginate_queryset(rows) or []
        if self.compares_dates() and "dates" not in extra:
            extra["dates"] = count_with_other_dates(self, stored)
        return page, extra

    def respond_with_page(self, page: Any, extra: dict[str, Any]) -> Response:
        if "dates" in extra:
            mode = self.request.query_params.get(DATES, KNOWN)
            extra["dates"] |= {mode: self.paginator.row_count.number}  # type: ignore[union-attr]
        response = self.get_paginated_response(self.represent_page(page, self.get_representation()))
        response.data |= extra
        return response

    def summarize(self, rows: StoredRows) -> dict[str, Any]:
        """The counts and sums of the whole list that the request asks for."""
        if SUMMARY.isdisjoint(self.request.query_params):
            return {}
        summary = ListSummary.from_request(self, self.request)
        return summary.summarize(
            lambda: self.summarized_rows(rows, summary),
            RelationScope.from_params(self.request.query_params),
            self.request,
            is_plain_search=is_plain_search(self),
        )

    def summarized_rows(self, rows: StoredRows, summary: ListSummary) -> Any:
        """The queryset of a list; the hits of a search by their ids if several statements count."""
        query = isinstance(rows.queryset, SearchQuerySet) and rows.queryset.ranking
        if not query:
            return rows.queryset
        hits = self.filterset.qs.published().filter(query.is_hit)
        return hits if summary.counts_by_column_only else by_ids(hits)

    def compares_dates(self) -> bool:
        """Whether a filter of the request gives other rows with `dates=possible`."""
        filters = self.filterset_class.base_filters
        requested = (filters.get(name) for name in self.request.query_params)
        return any(isinstance(f, AtFilter) or getattr(f, "possible", None) for f in requested)


class QueryOptionsRetrieveMixin(ExportViewSet):
    """Applies `fields`, `omit`, `expand` and `at` to a single row.

    Goes before `QueryOptionsListMixin`.
    """

    detail_parameter_classes = (SparseFieldsParameters, AtParameter)
    lookup_url_kwarg = "id"
    filterset_class: Any
    # The version of a row's document: it changes with everything that the document shows.
    document_version: Any
    # What is read of a row besides its document.
    columns_of_object: tuple[str, ...] = ("pk",)

    if TYPE_CHECKING:
        query_options: QueryOptions

        def get_representation(self) -> Representation: ...
        def accepts_documents(self) -> bool: ...

    def get_queryset(self) -> Any:
        is_stored = documents.may_store_documents()
        return prepare_queryset(type(self), self.action, is_stored=is_stored).all()

    def get_object(self) -> Any:
        """The row, whatever the filters of the list.

        Raises Http404 or ProblemException if there is none, or none at the time `at`.
        """
        queryset = self.get_queryset().filter(pk=self.kwargs["id"])
        instance = next(iter(queryset), None)
        if instance is None:
            raise self.get_not_found_error(self.kwargs["id"])
        at = self.query_options.at
        includes_possible = self.query_options.includes_possible
        if (
            at
            and not queryset.filter(
                self.filterset_class.valid_at(at, includes_possible=includes_possible)
            ).exists()
        ):
            raise ProblemException("not-found", _("By its dates, it did not exist at that time."))
        return instance

    def get_not_found_error(self, key: str) -> Exception:
        return Http404()

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        if self.accepts_documents() and documents.may_store_documents():
            row = row_by_id(type(self), self.kwargs["id"])
            if row and row.document:
                request.META[documents.COPIED_TO] = documents.origin_of(request)
                (fragment,) = to_fragments([row.document], request)
                return Response(fragment)
        with snapshot():
            return self.respond_with(self.get_object(), request)

    def respond_with(self, instance: Any, request: Request) -> Any:
        return Response(self.represent_object(instance, self.get_representation()))

    def represent_object(self, instance: Any, representation: Representation) -> Any:
        """The JSON object of a row. Raises as `get_object` does if it has just been deleted."""
        rows = representation.represent(
            [instance], type(self), accepts_fragments=is_json(self.request)
        )
        if not rows:
            raise self.get_not_found_error(instance.pk)
        return rows[0]
