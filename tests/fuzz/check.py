"""What is wrong with an answer: nothing outside the OpenAPI document, no 5xx, no leak."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit
from xml.etree import ElementTree

import jsonschema_rs

from tests.fuzz.http_request import Request
from tests.fuzz.openapi import document
from tests.fuzz.wire import Response
from tests.openapi_refs import parameters_of, response_of

# Of answers outside the document: unknown addresses and methods, and what is not valid HTTP.
CLIENT_ERRORS = {400, 401, 403, 404, 405, 406, 408, 411, 413, 414, 415, 417, 421, 429, 431}
# Files and the document itself have conditional and partial answers.
OTHER_STATUSES = {200, 202, 204, 206, 301, 302, 304, 308, 412, 416} | CLIENT_ERRORS
# The web server refuses longer URLs and headers before the application sees them.
MAX_HEAD_BYTES = 8_000
MEDIA_TYPE = re.compile(r"\((\w+/[\w.+-]+)\)")
LEAK = re.compile(
    rb"Traceback|psycopg|django\.|site-packages|File \"/|SELECT |pg_catalog|registry_|SECRET"
)


def problems(request: Request, response: Response) -> list[str]:
    """Everything that is wrong with an answer; empty if nothing is."""
    if request.raw:
        return list(raw_problems(response, request))
    if response.status == 0:
        return ["the connection was closed without an answer"]
    errors = [*general_problems(response, request)]
    if response.status >= 500 or errors:
        return errors or [f"status {response.status}"]
    if response.status in (414, 431) and len(request.wire("")) > MAX_HEAD_BYTES:
        return []
    operation = document()["paths"].get(request.path, {}).get(request.method.lower())
    if operation:
        return list(operation_problems(request, response, operation))
    if response.status not in OTHER_STATUSES:
        return [f"status {response.status} outside the document"]
    if request.method == "HEAD" or response.status not in CLIENT_ERRORS:
        return []
    return list(body_problems(response, None))


def raw_problems(response: Response, request: Request) -> Iterator[str]:
    """An invalid request gets an error of the client, or a closed connection."""
    if response.status >= 500 and response.status not in (501, 505):
        yield f"status {response.status}"
    yield from general_problems(response, request)


def general_problems(response: Response, request: Request) -> Iterator[str]:
    if "x-injected" in response.headers:
        yield "a value of the request became a header"
    leaks = set(LEAK.findall(response.body)) if response.status >= 400 else set()
    # Errors quote what was sent. A request may be so large that decoding it takes a minute.
    sent = unquote_to_bytes(request.target) + (request.body or b"") if leaks else b""
    if leaks := {leak for leak in leaks if leak not in sent}:
        yield f"an error names {leaks}"
    if response.status == 503 and "retry-after" not in response.headers:
        yield "503 without Retry-After"


def operation_problems(
    request: Request, response: Response, operation: dict[str, Any]
) -> Iterator[str]:
    """The status and the media type are declared, and the body is valid for its schema."""
    if response.status == 304 or (response.status == 400 and "Host" in request.headers):
        return
    # Browsers are led to pages, and shown errors as such.
    if "text/html" in request.headers.get("Accept", "") and (
        response.status in (302, 303) or response.media_type == "text/html"
    ):
        return
    if str(response.status) not in operation["responses"]:
        yield f"status {response.status} is not declared"
        return
    content = response_of(document(), operation, str(response.status)).get("content", {})
    if response.status in (204, 308) or request.method == "HEAD":
        return
    if response.media_type in other_media_types(operation):
        yield from body_problems(response, None)
        return
    if response.media_type not in content:
        yield f"media type {response.media_type!r} is not declared for {response.status}"
        return
    schema = content[response.media_type]["schema"]
    names = {name for name, _ in parse_qsl(urlsplit(request.target).query)}
    is_partial = bool(names & {"fields", "omit"}) and response.status == 200
    yield from body_problems(response, None if is_partial else json.dumps(schema))


def other_media_types(operation: dict[str, Any]) -> list[str]:
    """Those that the description of `format` or `style` names beside the documented one."""
    parameters = parameters_of(document(), operation)
    descriptions = (p["description"] for p in parameters if p["name"] in ("format", "style"))
    return [name for text in descriptions for name in MEDIA_TYPE.findall(text)]


def body_problems(response: Response, schema: str | None) -> Iterator[str]:
    """Whether a body can be parsed as what it says it is, and is valid for a schema."""
    try:
        value = parse(response)
    except Exception as error:
        yield f"the body is not {response.media_type}: {error!r}"
        return
    if response.media_type == "application/problem+json":
        if value.get("status") != response.status:
            yield f"status {value.get('status')} in the body of {response.status}"
        schema = schema or '{"$ref": "#/components/schemas/Problem"}'
    elif isinstance(value, dict) and "jsonrpc" in value:
        return  # an error of the Model Context Protocol
    elif response.status >= 400 and response.media_type != "text/html":
        yield f"an error as {response.media_type!r}"
    if schema and response.media_type.endswith("json"):
        for error in validator(schema).iter_errors(value):
            path = "/".join(map(str, error.instance_path))
            yield f"at /{path}: {error.message[:300]}"
            return


def parse(response: Response) -> Any:
    """The body as JSON, text, XML or a workbook. Raises an exception if it is none."""
    media_type, body = response.media_type, response.body
    if media_type.endswith("json"):
        return json.loads(body, parse_constant=float)  # refuses NaN
    if media_type == "application/jsonl":
        return [json.loads(line) for line in body.splitlines()]
    if media_type.endswith("+xml"):
        return ElementTree.fromstring(body)
    if media_type.endswith(".sheet"):
        return zipfile.ZipFile(io.BytesIO(body)).testzip()
    return body.decode()


@cache
def validator(schema: str) -> jsonschema_rs.Validator:
    """A validator of a schema in the document, compiled once."""
    components = document()["components"]
    return jsonschema_rs.validator_for(json.loads(schema) | {"components": components})
