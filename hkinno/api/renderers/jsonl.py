"""JSON Lines."""

from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import Any

import orjson
from django.http import HttpResponseBase
from rest_framework.request import Request

from hkinno.api.renderers.base import ExportRenderer, ExportView, start_eagerly, stream_response
from hkinno.api.sparse_fields import EXPAND

SAMPLE_ROWS = 100  # by which polars infers the types of columns
MEMORY_BYTES = 4 * 2**20  # of a file whose order is not known yet; the rest is on disk
# Parameters that ask for an order, or for a page.
ORDER_PARAMETERS = {"ordering", "q", "page", "page_size", "cursor"}
Path = tuple[str, ...]


class JSONLinesRenderer(ExportRenderer):
    """One JSON object a line, as in `results` of the list, with statements' values as text.

    Unless the request asks for an order, a row with a value for each key is among the first.
    """

    media_type = "application/jsonl"
    format = "jsonl"
    schema = {"type": "string", "description": "One JSON object a line."}

    def build_response(self, rows: Iterable[Any], view: ExportView) -> HttpResponseBase:
        objects = view.get_file_rows(rows)
        # How much is expanded is limited, and must be known before the first line is sent.
        if EXPAND in view.request.GET:
            objects = list(objects)
        may_reorder = is_order_free(view.request)
        lines = order_for_inference(objects) if may_reorder else map(encode_line, objects)
        return self.as_attachment(stream_response(start_eagerly(lines), self.media_type), view)


def is_order_free(request: Request) -> bool:
    """Whether the rows of the response may have any order."""
    return request.method != "HEAD" and ORDER_PARAMETERS.isdisjoint(request.query_params)


def encode_line(row: dict[str, Any]) -> bytes:
    return orjson.dumps(row) + b"\n"


def order_for_inference(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """The lines of rows, starting with those that show a type for each key that has one.

    A program that infers types from the first rows takes a key that is null in all of them for one
    that is always null. The order is kept if the first `SAMPLE_ROWS` show all types.
    """
    seen: set[Path] = set()
    samples: dict[int, bytes] = {}
    with SpooledTemporaryFile(MEMORY_BYTES) as file:
        for number, row in enumerate(rows):
            line = encode_line(row)
            file.write(line)
            if new_paths := set(paths_with_values(row)) - seen:
                seen |= new_paths
                samples[number] = line
        file.seek(0)
        if max(samples, default=0) < SAMPLE_ROWS:
            yield from file
            return
        yield from samples.values()
        yield from (line for number, line in enumerate(file) if number not in samples)


def paths_with_values(value: Any, path: Path = ()) -> Iterator[Path]:
    """The keys that lead to each value that is not null; the items of a list share one."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from paths_with_values(item, (*path, key))
    elif isinstance(value, list):
        for item in value:
            yield from paths_with_values(item, (*path, ""))
    elif value is not None:
        yield path
