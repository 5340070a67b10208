"""Compression of every kind of response over a kilobyte, and the headers that go with it."""

import gzip
from contextlib import closing

import brotli
import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from hkinno.registry.rest.conditional_requests import CompressionMiddleware, brotli_sequence
from tests.dumps.dump_client import dump
from tests.factories import LabFactory

# Closing a response looks at the connection that an earlier test may have opened.
pytestmark = pytest.mark.django_db
TEXT = b"text " * 1000
READERS = {"br": brotli.decompress, "gzip": gzip.decompress}


def answer(rf, response, accepted="br, gzip", method="get"):
    """The response of the middleware to a request, and its content."""
    request = getattr(rf, method)("/", headers={"accept-encoding": accepted})
    answered = CompressionMiddleware(lambda _request: response)(request)
    with closing(answered):
        return answered, answered.getvalue()


@pytest.mark.parametrize("encoding", READERS)
@pytest.mark.parametrize("is_streaming", [True, False])
def test_text_is_compressed(rf, encoding, is_streaming):
    pieces = [TEXT[:2000], TEXT[2000:]]
    original = StreamingHttpResponse(pieces) if is_streaming else HttpResponse(TEXT)
    original["ETag"] = '"tag"'

    response, content = answer(rf, original, encoding)

    assert READERS[encoding](content) == TEXT
    assert response["Content-Encoding"] == encoding
    assert (response["Vary"], response["ETag"]) == ("Accept-Encoding", 'W/"tag"')
    assert response.get("Content-Length") == (None if is_streaming else str(len(content)))


@pytest.mark.parametrize(
    ("content", "headers", "status", "varies"),
    [
        (b"short", {}, 200, False),
        (TEXT, {"Content-Type": "image/png"}, 200, False),
        (TEXT, {"Content-Encoding": "gzip"}, 200, False),
        (TEXT, {}, 206, False),
        (TEXT, {}, 200, True),
    ],
)
def test_other_content_is_sent_as_it_is(rf, content, headers, status, varies):
    accepted = "identity" if varies else "br"

    response, sent = answer(rf, HttpResponse(content, headers=headers, status=status), accepted)

    assert sent == content
    assert response.get("Vary") == ("Accept-Encoding" if varies else None)


def test_page_that_depends_on_cookies_varies_in_length(rf):
    lengths = set()
    for _ in range(50):
        response, content = answer(rf, HttpResponse(TEXT, headers={"Vary": "Cookie"}), "br, gzip")
        assert (response["Content-Encoding"], gzip.decompress(content)) == ("gzip", TEXT)
        lengths.add(len(content))

    assert len(lengths) > 1


def test_head_of_a_file_has_its_length(rf, tmp_path):
    (tmp_path / "file.csv").write_bytes(TEXT)

    def response():
        return FileResponse((tmp_path / "file.csv").open("rb"))

    head, _content = answer(rf, response(), method="head")
    got, content = answer(rf, response())

    assert (head["Content-Length"], head.has_header("Content-Encoding")) == ("5000", False)
    assert brotli.decompress(content) == TEXT
    assert not got.has_header("Content-Length")


@pytest.mark.django_db(transaction=True)
def test_dumped_file_is_compressed_and_revalidated(client, settings, tmp_path):
    settings.DUMP_DIR = tmp_path
    LabFactory.create_batch(20)
    url = f"/api/v1/dump/{dump(tmp_path)['revision']}/labs.csv"

    response = client.get(url, headers={"accept-encoding": "gzip"})
    size = len(gzip.decompress(response.getvalue()))
    again = client.get(url, headers={"accept-encoding": "gzip", "if-none-match": response["ETag"]})

    with closing(client.head(url)) as head:
        assert int(head["Content-Length"]) == size
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["labs/lab/citation/", "labs/nothing/", "labs/?hots=1", "labs/"])
def test_what_depends_on_accept_says_so(client, path):
    LabFactory(id="lab")

    vary = client.get(f"/api/v1/{path}")["Vary"].lower().split(", ")

    assert "accept" in vary


def test_link_checker_that_asks_for_html_only_gets_the_default_format(client):
    LabFactory(id="lab")

    response = client.get("/api/v1/labs/lab/citation/", headers={"accept": "text/html"})

    assert response.status_code == 200


def test_each_piece_of_a_stream_is_sent_when_it_is_compressed():
    pieces = [TEXT, TEXT[::-1]]

    compressed = list(brotli_sequence(pieces))

    assert brotli.Decompressor().process(compressed[0]) == TEXT
    assert brotli.decompress(b"".join(compressed)) == b"".join(pieces)
