"""The bodies of requests: of two types, in UTF-8, not compressed, and no larger than needed."""

from abc import abstractmethod
from typing import Any
from urllib.parse import parse_qs

from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from hkinno.api.errors.problem_details import Refusal
from hkinno.api.errors.problem_types import PROBLEMS
from hkinno.api.parsers.json import fault, is_text, loads, refused

LARGEST = 256 * 1024  # bytes
MOST_FIELDS = 10


class StrictParser(BaseParser):
    """What every body has to be, before anything reads it."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        return self.read(body(parser_context["request"], stream, media_type or ""))

    @abstractmethod
    def read(self, body: bytes) -> Any:
        """The value of a body."""


class StrictJSON(StrictParser):
    """JSON, read strictly."""

    media_type = "application/json"

    def read(self, body: bytes) -> Any:
        return loads(body)


class StrictForm(StrictParser):
    """The fields of a form, `{name: [value]}`."""

    media_type = "application/x-www-form-urlencoded"

    def read(self, body: bytes) -> dict[str, list[str]]:
        try:
            fields = parse_qs(
                body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
            )
        except ValueError:  # UnicodeDecodeError is one
            raise refused([fault("", _("It is no form in UTF-8 of at most 10 fields."))]) from None
        if not all(is_text(text) for pair in fields.items() for text in (pair[0], *pair[1])):
            raise refused([fault("", _("A text holds NUL or half a character."))])
        return fields


def body(request: Request, stream: Any, media_type: str) -> bytes:
    """The bytes of a body; 413 where there are too many, 415 where they are encoded somehow."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refusal("unsupported-media-type", _("A body may not be compressed."))
    if charset(media_type) not in ("", "utf-8", "utf8"):
        raise Refusal("unsupported-media-type", _("A body is in UTF-8."))
    # No more is read than is needed to know that it is too much.
    read = stream.read(LARGEST + 1)
    if len(read) > LARGEST:
        raise Refusal("body-too-large", PROBLEMS["body-too-large"].explanation)
    return read


def charset(media_type: str) -> str:
    """The charset that a media type names; empty where it names none."""
    for parameter in media_type.split(";")[1:]:
        name, _equals, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""
