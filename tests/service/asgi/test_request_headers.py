"""What is read of the headers of a request."""

import pytest

from hkinno.service.asgi.request_headers import read_headers


def test_headers_are_measured_and_selected():
    headers = [(b"host", b"localhost"), (b"x-other", b"1"), (b"x-request-id", b"12345678")]

    read = read_headers([*headers, (b"accept", b"*/*")])

    assert read.size == 13 + 8 + 20 + 9
    assert read.selected == ((b"host", b"localhost"), (b"accept", b"*/*"))
    assert read.request_id == b"12345678"


@pytest.mark.parametrize(
    ("headers", "length", "has_body"),
    [
        ([], 0, False),
        ([(b"content-length", b"0")], 0, False),
        ([(b"content-length", b"12")], 12, True),
        ([(b"content-length", b"12"), (b"content-length", b"7")], 7, True),
        ([(b"content-length", b"5"), (b"content-length", b"0")], 0, True),
        ([(b"transfer-encoding", b"chunked")], 0, True),
    ],
)
def test_body_is_announced(headers, length, has_body):
    read = read_headers(headers)
    assert (read.length, read.has_body) == (length, has_body)
