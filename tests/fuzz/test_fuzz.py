"""The parts of `make fuzz`: its requests are repeatable, and its checks find what is wrong."""

import gzip
import json
import shlex
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from random import Random

import brotli
import pytest

from tests.fuzz import hostile
from tests.fuzz.check import problems
from tests.fuzz.http_request import Request, ansi_c
from tests.fuzz.openapi import operations, query_parameters
from tests.fuzz.requests import make
from tests.fuzz.wire import Response, Wire, decoded

JSON, PROBLEM = {"content-type": "application/json"}, {"content-type": "application/problem+json"}
HEALTH = Request("GET", "/healthz", path="/healthz")
PROBLEM_BODY = {
    "type": "about:blank",
    "title": "Not found",
    "status": 404,
    "detail": "None.",
    "instance": "/",
    "code": "not-found",
    "errors": [],
}


def answer(status: int, body: object = None, headers: dict[str, str] = JSON) -> Response:
    return Response(status, headers, json.dumps(body).encode())


def test_request_follows_from_seed_and_index_alone():
    first = [make("1", index).wire("a:1") for index in range(200)]

    assert [make("1", index).wire("a:1") for index in reversed(range(200))] == first[::-1]
    assert [make("2", index).wire("a:1") for index in range(200)] != first


def test_every_operation_and_every_parameter_is_requested():
    number = len(query_parameters())
    requests = [make("1", index) for index in range(number + 500)]

    for (path, name), request in zip(query_parameters(), requests[:number], strict=True):
        assert request.path == path
        assert f"{name}=" in request.target
    paths = {path for _, path, _ in operations()}
    assert paths == {request.path for request in requests} - {""}


def test_command_of_a_failure_sends_the_same_bytes():
    content = bytes(range(256))

    output = subprocess.check_output(["bash", "-c", f"printf %s {ansi_c(content[1:])}"])

    assert output == content[1:]
    command = Request("POST", "/a?b=c d", {"X": "'"}, b"\xff").curl("127.0.0.1:1")
    assert shlex.split(command.replace("$'", "'").replace("\\x27", ""))[:5] == [
        *("curl", "-i", "-g", "--path-as-is", "-X")
    ]
    assert (
        Request(raw=b"GET HOST").curl("127.0.0.1:1") == "printf $'GET 127.0.0.1:1' | nc 127.0.0.1 1"
    )


@pytest.mark.parametrize("kind", ["mutate", "mutate_json"])
def test_mutations_differ_from_the_valid_value(kind):
    valid = {"texts": [{"text": "a"}], "limit": 1} if kind == "mutate_json" else "hkust"
    rendered = json.dumps(valid) if kind == "mutate_json" else valid

    mutated = [getattr(hostile, kind)(Random(seed), valid) for seed in range(200)]

    assert len({text for text in mutated if text != rendered}) > 100


def test_good_answers_have_no_problems():
    assert problems(HEALTH, answer(200, {"status": "ok"})) == []
    unknown = Request("GET", "/unknown")
    assert problems(unknown, answer(404, PROBLEM_BODY, PROBLEM)) == []
    assert problems(Request(raw=b"x"), Response(0, {}, b"")) == []
    assert problems(Request("HEAD", "/unknown"), Response(404, PROBLEM, b"")) == []
    long = Request("GET", "/healthz?" + "a" * 9_000, path="/healthz")
    assert problems(long, Response(414, {}, b"")) == []


@pytest.mark.parametrize(
    ("request_", "response", "problem"),
    [
        (HEALTH, answer(500, PROBLEM_BODY | {"status": 500}, PROBLEM), "status 500"),
        (HEALTH, answer(503, PROBLEM_BODY | {"status": 503}, PROBLEM), "503 without Retry-After"),
        (HEALTH, Response(0, {}, b""), "closed without an answer"),
        (HEALTH, answer(404, PROBLEM_BODY, PROBLEM), "status 404 is not declared"),
        (HEALTH, answer(200, {"status": 5}), "at /status: "),
        (HEALTH, answer(200, {}, {"content-type": "text/csv"}), "media type 'text/csv'"),
        (HEALTH, Response(200, JSON, b'{"status": NaN'), "the body is not application/json"),
        (HEALTH, answer(400, PROBLEM_BODY, PROBLEM), "status 404 in the body of 400"),
        (HEALTH, answer(400, {"status": 400}, PROBLEM), "required property"),
        (Request("GET", "/x"), answer(404, PROBLEM_BODY), "an error as 'application/json'"),
        (Request("GET", "/x"), answer(402), "status 402 outside the document"),
        (
            Request("GET", "/x"),
            answer(404, PROBLEM_BODY | {"detail": "psycopg"}, PROBLEM),
            "an error names {b'psycopg'}",
        ),
        (HEALTH, answer(200, {"status": "ok"}, JSON | {"x-injected": "1"}), "became a header"),
        (Request(raw=b"x"), Response(500, {}, b""), "status 500"),
    ],
)
def test_bad_answers_are_noticed(request_, response, problem):
    assert problem in problems(request_, response)[0]


def test_quoted_input_is_no_leak():
    request = Request("GET", "/x?q=psycopg")

    assert problems(request, answer(404, PROBLEM_BODY | {"detail": "psycopg"}, PROBLEM)) == []


def test_compressed_bodies_are_decoded():
    assert decoded(gzip.compress(b"text"), "gzip") == b"text"
    assert decoded(brotli.compress(b"text"), "br") == b"text"
    assert decoded(b"text", "gzip") == decoded(b"text", "") == b"text"


def test_closed_connection_is_opened_again():
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")
            self.close_connection = True  # without saying so

        def log_message(self, *arguments):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        wire = Wire("127.0.0.1", server.server_port)
        responses = [wire.send(HEALTH.wire("x"), "GET", keep=True) for _ in range(3)]
        wire.close()
        server.shutdown()

    assert [(response.status, response.body) for response in responses] == [(200, b"ok")] * 3
