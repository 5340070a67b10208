"""The bodies of requests: of two types, in UTF-8, not compressed, and no larger than needed."""

from abc import abstractmethod
from typing import Any
from urllib.parse import parse_qs

from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from hkinno.api.errors.problem_details import ProblemException
from hkinno.api.errors.problem_types import PROBLEM_TYPES
from hkinno.api.parsers.json import invalid_body, is_storable, json_error, loads

MAX_BODY_SIZE = 256 * 1024  # bytes
MAX_FORM_FIELDS = 10


class StrictParser(BaseParser):
    """What every body has to be, before anything reads it."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        return self.read(read_body(parser_context["request"], stream, media_type or ""))

    @abstractmethod
    def read(self, body: bytes) -> Any:
        """The value of a body."""


class StrictJSONParser(StrictParser):
    """JSON, read strictly."""

    media_type = "application/json"

    def read(self, body: bytes) -> Any:
        return loads(body)


class StrictFormParser(StrictParser):
    """The fields of a form, `{name: [value]}`."""

    media_type = "application/x-www-form-urlencoded"

    def read(self, body: bytes) -> dict[str, list[str]]:
        try:
            fields = parse_qs(
                body.decode(),
                keep_blank_values=True,
                errors="strict",
                max_num_fields=MAX_FORM_FIELDS,
            )
        except ValueError:  # UnicodeDecodeError is one
            raise invalid_body(
                [json_error("", _("The form must be UTF-8 with at most 10 fields."))]
            ) from None
        if not all(is_storable(text) for pair in fields.items() for text in (pair[0], *pair[1])):
            raise invalid_body(
                [json_error("", _("A string contains a NUL character or an unpaired surrogate."))]
            )
        return fields


def read_body(request: Request, stream: Any, media_type: str) -> bytes:
    """The bytes of a body; 413 where there are too many, 415 where they are encoded somehow."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise ProblemException(
            "unsupported-media-type", _("Compressed request bodies are not supported.")
        )
    if parse_charset(media_type) not in ("", "utf-8", "utf8"):
        raise ProblemException("unsupported-media-type", _("The request body must be UTF-8."))
    # No more is read than is needed to know that it is too much.
    read = stream.read(MAX_BODY_SIZE + 1)
    if len(read) > MAX_BODY_SIZE:
        raise ProblemException("content-too-large", PROBLEM_TYPES["content-too-large"].explanation)
    return read


def parse_charset(media_type: str) -> str:
    """The charset that a media type names; empty where it names none."""
    for parameter in media_type.split(";")[1:]:
        name, _equals, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""
