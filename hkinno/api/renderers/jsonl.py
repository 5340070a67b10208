"""JSON Lines."""

from collections.abc import Iterable
from typing import Any

import orjson
from django.http import HttpResponseBase

from hkinno.api.renderers.base import ExportRenderer, ExportView, start_eagerly, stream_response


class JSONLinesRenderer(ExportRenderer):
    """One JSON object a line, the same as in `results` of the list."""

    media_type = "application/jsonl"
    format = "jsonl"
    schema = {"type": "string", "description": "One JSON object a line."}

    def build_response(self, rows: Iterable[Any], view: ExportView) -> HttpResponseBase:
        lines = (orjson.dumps(row) + b"\n" for row in start_eagerly(view.represent_rows(rows)))
        return self.as_attachment(stream_response(lines, self.media_type), view)
