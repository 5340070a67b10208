"""What the headers of a request say, read in one pass: most responses take little longer."""

from typing import NamedTuple

from hkinno.service.asgi.response import Headers

# Everything that a response depends on besides the URL. What may be cached says so.
KEY_HEADERS = {
    *(b"host", b"x-forwarded-proto", b"accept", b"accept-encoding", b"origin"),
    *(b"if-none-match", b"if-modified-since", b"min-revision"),
}
REQUEST_ID, LENGTH, ENCODING = b"x-request-id", b"content-length", b"transfer-encoding"


class RequestHeaders(NamedTuple):
    """The size of names and values in bytes, and values; `selected` are the `KEY_HEADERS`."""

    size: int
    selected: tuple[tuple[bytes, bytes], ...]
    request_id: bytes
    length: int  # as announced
    has_body: bool


def read_headers(headers: Headers) -> RequestHeaders:
    """What `headers` say. Of repeated ones, the last counts."""
    size, selected, request_id, length, has_body = 0, [], b"", b"0", False
    for header in headers:
        name, value = header
        size += len(name) + len(value)
        if name in KEY_HEADERS:
            selected.append(header)
        elif name == REQUEST_ID:
            request_id = value
        elif name == LENGTH:
            length = value
            has_body = has_body or value != b"0"
        elif name == ENCODING:
            has_body = True
    return RequestHeaders(size, tuple(selected), request_id, int(length or 0), has_body)
