"""Makes request number `index` of a seed: the same one every time, whatever came before."""

from __future__ import annotations

import json
from random import Random
from typing import Any
from urllib.parse import urlencode

from tests.fuzz import hostile
from tests.fuzz.headers import CONTENT_TYPES, some_headers
from tests.fuzz.http_request import Request
from tests.fuzz.malformed import malformed
from tests.fuzz.openapi import operations, query_parameters, record_ids

METHODS = ["PUT", "PATCH", "DELETE", "POST", "OPTIONS", "HEAD", "TRACE", "get", "BREW", "GET"]
MATCH = {
    "limit": 2,
    "texts": [
        {"text": "香港科技大学机械工程系"},
        {"text": "HKUST Shenzhen Research Institute", "resource": "institutions"},
    ],
}
QUERIES = {
    "q0": {
        "query": "HK Univ of Sci & Tech",
        "type": "institutions",
        "limit": 3,
        "properties": [{"pid": "place", "v": "hong-kong"}],
        "type_strict": "should",
    }
}
EXTEND = {"ids": ["hkust", "hku"], "properties": [{"id": "name.en"}, {"id": "host"}]}
JSON = "application/json"
MESSAGES: list[dict[str, Any]] = [
    {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}},
    *(
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {"name": name, "arguments": a},
        }
        for name, a in (
            ("search", {"query": "香港", "resource": "labs", "limit": 2}),
            ("get_record", {"id": "hku", "properties": ["host"], "statement_limit": 2}),
            ("list_records", {"resource": "labs", "filters": {"host": "hku"}, "facets": ["kind"]}),
            ("match_names", {"names": ["HKUST"]}),
            ("conflicts", {"subject": "hku", "property": "established"}),
            ("cite", {"id": "hku", "style": "bibtex"}),
        )
    ),
]
# What is served besides the operations of the document.
PAGES = ["/", "/api/schema/", "/api/docs/", "/api/redoc/", "/admin/", "/admin/login/", "/metrics"]
PAGES += ["/problems/not-found/", "/static/admin/css/base.css", "/nothing", "/.env", "/.git/config"]


def make(seed: str, index: int) -> Request:
    """Request number `index` of `seed`. The first ones use each parameter once."""
    random = Random(f"{seed}:{index}")
    if index < len(query_parameters()):
        return query_request(random, *query_parameters()[index])
    kinds = [query_request, body_request, path_request, method_request, page_request, raw_request]
    kinds += [website_request, tool_request]
    (kind,) = random.choices(kinds, weights=[60, 14, 8, 3, 4, 3, 6, 2])
    return kind(random)


def example(parameter: dict[str, Any]) -> str:
    """A valid value of a parameter, as text."""
    values = [item["value"] for item in parameter.get("examples", {}).values()]
    values += parameter.get("schema", {}).get("examples", [])
    value = parameter.get("example", values[0] if values else "")
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def valid_value(random: Random, parameter: dict[str, Any]) -> str:
    schema = parameter["schema"].get("items", parameter["schema"])
    if schema.get("contentMediaType") == "application/json":
        return hostile.mutate_json(random, json.loads(example(parameter)))
    if "enum" in schema:
        return random.choice(schema["enum"])
    if "a-z0-9" in schema.get("pattern", "") and random.random() < 0.6:
        return random.choice(record_ids())
    return example(parameter)


def query_value(random: Random, parameter: dict[str, Any]) -> str:
    """A value as it stands in the URL: valid, mutated, hostile, or encoded in a strange way."""
    roll = random.random()
    if roll < 0.55:
        return hostile.encoded(valid_value(random, parameter))
    if roll < 0.8:
        return hostile.encoded(hostile.mutate(random, valid_value(random, parameter)))
    if roll < 0.96:
        return hostile.encoded(hostile.text(random))
    return random.choice(hostile.ENCODED)


def fill_path(random: Random, path: str, parameters: list[dict[str, Any]]) -> str:
    for parameter in parameters:
        if parameter["in"] == "path":
            value = example(parameter) if random.random() < 0.6 else random.choice(record_ids())
            path = path.replace(f"{{{parameter['name']}}}", hostile.encoded(value))
    return path


def query_of(random: Random, parameters: list[dict[str, Any]], name: str) -> str:
    """A query with the required parameters, the one called `name`, and some others."""
    parameters = [item for item in parameters if item["in"] == "query"]
    required = [item for item in parameters if item.get("required") or item["name"] == name]
    optional = random.sample(parameters, min(len(parameters), random.choice((0, 1, 1, 2, 2, 3, 5))))
    chosen = [*required, *(item for item in optional if item not in required)]
    pairs = [f"{item['name']}={query_value(random, item)}" for item in chosen]
    if random.random() < 0.05:
        pairs.append(
            f"{hostile.encoded(hostile.text(random))}={hostile.encoded(hostile.text(random))}"
        )
    if pairs and random.random() < 0.05:
        pairs += [random.choice(pairs)] * random.choice((1, 60, 1200))
    return "&".join(pairs)


def query_request(random: Random, path: str = "", name: str = "") -> Request:
    """A request to a path, by default to any, with a parameter, by default with any."""
    gets = [item for item in operations() if item[0] == "GET" and path in ("", item[1])]
    method, path, parameters = random.choice(gets)
    target, query = fill_path(random, path, parameters), query_of(random, parameters, name)
    return Request(
        method, f"{target}?{query}" if query else target, some_headers(random), path=path
    )


def body_request(random: Random) -> Request:
    headers = some_headers(random, 0.1)
    if random.random() < 0.6:
        path, body_type = "/api/v1/match/", JSON
        body = hostile.json_bytes(random, hostile.mutate_json(random, MATCH))
    else:
        path, body_type = "/api/v1/reconcile/", "application/x-www-form-urlencoded"
        name, value = random.choice((("queries", QUERIES), ("extend", EXTEND)))
        form = {name: hostile.mutate_json(random, value)}
        if random.random() < 0.1:
            form[hostile.text(random)] = hostile.text(random)
        body = urlencode(form, errors="surrogatepass").encode()
        if random.random() < 0.1:
            body += random.choice(hostile.ENCODED).encode()
    headers["Content-Type"] = random.choice(CONTENT_TYPES) if random.random() < 0.08 else body_type
    if random.random() < 0.03:
        headers["Content-Encoding"] = random.choice(("gzip", "br", "x"))
    if random.random() < 0.02:
        body += b" " * 300_000
    return Request("POST", path, headers, body, path)


def path_request(random: Random) -> Request:
    """Hostile ids, and paths with too many or too few slashes."""
    _method, path, parameters = random.choice(operations())
    target = fill_path(random, path, parameters)
    if "{" in path:
        value = query_value(random, {"schema": {}, "example": random.choice(record_ids())})
        target = path[: path.index("{")] + value + path[path.rindex("}") + 1 :]
    else:
        target = random.choice(
            [target.rstrip("/"), target + "/", "/" + target, target + hostile.encoded("../x"),
             target + random.choice(hostile.ENCODED), target.upper(), target + ";x", target + "?",
             target.replace("/api", "/api/..//api"), target + hostile.encoded(hostile.text(random))]
        )  # fmt: skip
    return Request("GET", target, some_headers(random))


def method_request(random: Random) -> Request:
    _method, path, parameters = random.choice(operations())
    body = random.choice([None, b"", b"{}", b"x" * 100])
    target = fill_path(random, path, parameters)
    return Request(random.choice(METHODS), target, some_headers(random, 0.5), body)


def page_request(random: Random) -> Request:
    """Pages and files outside the API, among them the login of the admin."""
    target = random.choice(PAGES)
    if random.random() < 0.3:
        form = {name: hostile.text(random) for name in ("username", "password", "next")}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(form, errors="surrogatepass").encode()
        return Request("POST", "/admin/login/", headers | some_headers(random, 0.3), body)
    query = f"?{hostile.encoded(hostile.text(random))}={hostile.encoded(hostile.text(random))}"
    return Request("GET", target + random.choice(("", query)), some_headers(random, 0.5))


def website_request(random: Random) -> Request:
    """A page of the website, with the parameters of the API."""
    request = query_request(random)
    language = random.choice(["/en/", "/zh-hant/", "/fr/"])
    target = request.target.replace("/api/v1/", language, 1)
    return Request("GET", target, some_headers(random, 0.3))


def tool_request(random: Random) -> Request:
    """A message to the tools for language models."""
    body = hostile.json_bytes(random, hostile.mutate_json(random, random.choice(MESSAGES)))
    headers = {
        "Content-Type": random.choice(CONTENT_TYPES) if random.random() < 0.1 else JSON,
        "Accept": f"{JSON}, text/event-stream",
    }
    return Request("POST", "/mcp/", headers | some_headers(random, 0.1), body)


def raw_request(random: Random) -> Request:
    return Request(method="", raw=malformed(random))
