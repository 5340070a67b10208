"""Compression of responses: brotli or gzip, whatever is accepted."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import brotli  # type: ignore[import-untyped]
from django.http import HttpRequest
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_sequence, compress_string

ACCEPTED_CODING = re.compile(r"([\w*-]+)(?: *; *q=(\d(?:\.\d{0,3})?))?")
MIN_COMPRESSED_SIZE = 1024  # bytes
BROTLI_QUALITY = 4  # of 11: about as fast as gzip, and smaller
# Types of content that is not compressed already.
COMPRESSIBLE = re.compile(r"text/|application/(?!vnd\.(?:openxml|apache\.parquet)|zip)|image/svg")
# A length that varies does not tell what else a page with a secret contains (BREACH).
MAX_RANDOM_BYTES = 100


class CompressionMiddleware:
    """Compresses what no other middleware has compressed: streams, errors, pages and files."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        response = self.get_response(request)
        if not is_compressible(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        encoding = choose_encoding(request.headers.get("Accept-Encoding", ""))
        # The length of a stream is known only if it is sent as it is.
        if not encoding or (response.streaming and request.method == "HEAD"):
            return response
        if response.streaming:
            compress_stream(response, encoding)
        else:
            compress(response, encoding)
        weaken_etag(response)
        return response


def is_compressible(response: Any) -> bool:
    """Whether compression is worth it, and has not been done."""
    if response.status_code in (204, 206, 304) or response.has_header("Content-Encoding"):
        return False
    size = response.get("Content-Length") if response.streaming else len(response.content)
    is_large = size is None or int(size) >= MIN_COMPRESSED_SIZE
    return is_large and bool(COMPRESSIBLE.match(response.get("Content-Type", "")))


def choose_encoding(accepted: str) -> str:
    """The content coding for an `Accept-Encoding`: `br`, `gzip`, or "" for none.

    Refused codings (`q=0`) are honoured, other preferences are not (RFC 9110, 12.5.3).
    """
    codings = {name: float(q or 1) for name, q in ACCEPTED_CODING.findall(accepted.lower())}
    return next((name for name in ("br", "gzip") if codings.get(name)), "")


def compress(response: Any, encoding: str) -> None:
    """Compress the content, if it is worth it. Pages that depend on cookies are sent as gzip."""
    content = response.content
    if not encoding or len(content) < MIN_COMPRESSED_SIZE:
        return
    if "cookie" in response.get("Vary", "").lower():
        encoding = "gzip"
        response.content = compress_string(content, max_random_bytes=MAX_RANDOM_BYTES)
    elif encoding == "br":
        response.content = brotli.compress(content, quality=BROTLI_QUALITY)
    else:
        response.content = compress_string(content)
    response.headers["Content-Encoding"] = encoding
    response.headers["Content-Length"] = str(len(response.content))


def compress_stream(response: Any, encoding: str) -> None:
    """Compress a stream as it is sent."""
    pieces = response.streaming_content
    response.streaming_content = (
        brotli_sequence(pieces) if encoding == "br" else compress_sequence(pieces)
    )
    response.headers["Content-Encoding"] = encoding
    del response.headers["Content-Length"]


def brotli_sequence(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces compressed one by one: by itself, the compressor waits for 8 MB."""
    compressor = brotli.Compressor(quality=BROTLI_QUALITY)
    for piece in pieces:
        yield compressor.process(piece) + compressor.flush()
    yield compressor.finish()


def weaken_etag(response: Any) -> None:
    """The entity tag of the same content in another coding is weak (RFC 9110, 8.8.1)."""
    etag = response.get("ETag", "")
    if etag.startswith('"'):
        response.headers["ETag"] = f"W/{etag}"
