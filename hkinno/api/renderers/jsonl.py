"""JSON Lines."""

from collections.abc import Iterable
from typing import Any

import orjson
from django.http import HttpResponseBase

from hkinno.api.renderers.base import ExportRenderer, ExportView, start_eagerly, stream_response
from hkinno.api.sparse_fields import EXPAND


class JSONLinesRenderer(ExportRenderer):
    """One JSON object a line, the same as in `results` of the list."""

    media_type = "application/jsonl"
    format = "jsonl"
    schema = {"type": "string", "description": "One JSON object a line."}

    def build_response(self, rows: Iterable[Any], view: ExportView) -> HttpResponseBase:
        lines = (orjson.dumps(row) + b"\n" for row in view.represent_rows(rows))
        # How much is expanded is limited, and must be known before the first line is sent.
        started = list(lines) if EXPAND in view.request.GET else start_eagerly(lines)
        return self.as_attachment(stream_response(started, self.media_type), view)
