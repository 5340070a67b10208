"""What the renderers of whole lists have in common.

Streaming renderers hold a few hundred rows in memory, however long the list is.
"""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Protocol, TypeVar

from django.db.models import QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from hkinno.api.renderers.columns import Column
from hkinno.api.sparse_fields import SUMMARY_PARAMETERS

CHUNK_ROWS = 500  # rows fetched from the database, with their related rows, at a time
BLOCK_SIZE = 64 * 1024  # bytes sent at a time
T = TypeVar("T")


class ExportView(Protocol):
    """What a renderer needs of a view: see `ListExportMixin`."""

    basename: str
    request: Request

    def represent_rows(self, rows: Iterable[Any]) -> Iterable[dict[str, Any]]: ...
    def get_file_rows(self, rows: Iterable[Any]) -> Iterable[dict[str, Any]]: ...
    def get_export_columns(self) -> Sequence[Column]: ...
    def get_export_notes(self) -> Sequence[tuple[str, str]]: ...


class ExportRenderer(BaseRenderer):
    """A format for a whole list: the view passes the rows, `build_response` makes the file."""

    charset = None
    schema: dict[str, Any] = {"type": "string"}
    max_rows: int | None = None
    # Parameters that the format cannot honour, and that are therefore errors.
    unsupported_parameters: tuple[str, ...] = SUMMARY_PARAMETERS

    @abstractmethod
    def build_response(self, rows: Iterable[Any], view: ExportView) -> HttpResponseBase:
        """The file with `rows`: model instances, or what else the view lists."""

    def order_rows(self, queryset: Any, view: Any) -> Any:
        """The rows in the order of the format: as requested, unless overridden."""
        return queryset

    def as_attachment(self, response: HttpResponseBase, view: ExportView) -> HttpResponseBase:
        """The response as a download called `hkinno-LIST.FORMAT`."""
        file_name = f"hkinno-{view.basename}.{self.format}"
        response["Content-Disposition"] = f'attachment; filename="{file_name}"'
        return response


def start_eagerly(items: Iterable[T]) -> Iterator[T]:
    """The same items, with the first already evaluated.

    A query that fails at once can then still be answered with an error.
    """
    iterator = iter(items)
    return chain(list(islice(iterator, 1)), iterator)


def stream_response(pieces: Iterable[bytes], content_type: str) -> StreamingHttpResponse:
    """A response that sends the pieces as they come, in blocks of `BLOCK_SIZE`."""
    return StreamingHttpResponse(join_blocks(pieces), content_type=content_type)


def join_blocks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces joined into blocks worth sending."""
    block = bytearray()
    for piece in pieces:
        block += piece
        if len(block) >= BLOCK_SIZE:
            yield bytes(block)
            block.clear()
    yield bytes(block)


def iterate_rows(rows: Any) -> Iterator[Any]:
    """The rows of a queryset, a chunk in memory at a time; those of a list as they are."""
    return rows.iterator(chunk_size=CHUNK_ROWS) if isinstance(rows, QuerySet) else iter(rows)
