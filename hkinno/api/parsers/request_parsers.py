"""Strict parsers of request bodies: JSON or a form, in UTF-8, uncompressed, of limited size."""

from typing import Any
from urllib.parse import parse_qs

from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from hkinno.api.errors.problem_details import ProblemException
from hkinno.api.errors.problem_types import PROBLEM_TYPES
from hkinno.api.parsers.json import invalid_body, is_storable, json_error, loads

MAX_BODY_SIZE = 256 * 1024  # bytes
MAX_FORM_FIELDS = 10


class StrictJSONParser(BaseParser):
    """JSON; see `hkinno.api.parsers.json.loads` for what is an error."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        return loads(read_body(parser_context["request"], stream, media_type or ""))


class StrictFormParser(BaseParser):
    """An HTML form, as `{name: [value]}`."""

    media_type = "application/x-www-form-urlencoded"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Any = None
    ) -> dict[str, list[str]]:
        body = read_body(parser_context["request"], stream, media_type or "")
        try:
            fields = parse_qs(
                body.decode(),
                keep_blank_values=True,
                errors="strict",
                max_num_fields=MAX_FORM_FIELDS,
            )
        except ValueError:  # UnicodeDecodeError is one
            detail = _("The form must be UTF-8 with at most 10 fields.")
            raise invalid_body([json_error("", detail)]) from None
        if not all(is_storable(text) for pair in fields.items() for text in (pair[0], *pair[1])):
            detail = _("A string contains a NUL character or an unpaired surrogate.")
            raise invalid_body([json_error("", detail)])
        return fields


def read_body(request: Request, stream: Any, media_type: str) -> bytes:
    """The bytes of a body.

    Raises ProblemException if it is compressed or not UTF-8 (415), or too large (413).
    """
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        detail = _("Compressed request bodies are not supported.")
        raise ProblemException("unsupported-media-type", detail)
    _media_type, parameters = parse_header_parameters(media_type)
    if parameters.get("charset", "utf-8").lower() not in ("", "utf-8", "utf8"):
        raise ProblemException("unsupported-media-type", _("The request body must be UTF-8."))
    # One byte more than is allowed tells that it is too large.
    body: bytes = stream.read(MAX_BODY_SIZE + 1)
    if len(body) > MAX_BODY_SIZE:
        raise ProblemException("content-too-large", PROBLEM_TYPES["content-too-large"].explanation)
    return body
