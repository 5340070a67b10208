"""The server over HTTP and over stdio, also with the client of the SDK."""

import asyncio
import json
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from hkinno.mcp_server.tools import server
from tests.live_service import ROOT, live_service
from tests.mcp_server.tools import TOOLS


def test_message_over_http_is_answered_as_json(client, lab):
    message = {"name": "get_record", "arguments": {"id": "lab"}}
    response = client.post(
        "/mcp/",
        {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": message},
        "application/json",
        headers={
            "Accept": "application/json, text/event-stream",
            "Host": "localhost",
            "X-Client": "café",
        },
    )

    (content,) = response.json()["result"]["content"]
    assert json.loads(content["text"])["url"] == "http://localhost/api/v1/labs/lab/"


def test_errors_of_the_api_are_in_the_language_of_the_client(client, db, caplog):
    message = {"name": "list_records", "arguments": {"resource": "labs", "filters": {"hots": "x"}}}
    response = client.post(
        "/mcp/",
        {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": message},
        "application/json",
        headers={"Accept": "application/json, text/event-stream", "Accept-Language": "yue"},
    )

    (content,) = response.json()["result"]["content"]
    assert content["text"] == "不明的查詢參數「hots」。是否想輸入「host」？"
    assert caplog.messages == []  # the message is one request, and no request within it is logged


@pytest.mark.parametrize(("body", "status"), [("{", 400), ("[]", 400), ('{"a": 1}', 400)])
def test_malformed_message_is_refused(client, body, status):
    headers = {"Accept": "application/json, text/event-stream"}
    response = client.post("/mcp/", body, "application/json", headers=headers)

    assert response.status_code == status
    assert response.json()["error"]["code"] < 0


def test_other_methods_than_post_are_refused(client):
    response = client.get("/mcp/")

    assert (response.status_code, response.headers["Allow"]) == (405, "POST, OPTIONS")


def test_command_serves_over_stdio(monkeypatch):
    transports = []
    monkeypatch.setattr(type(server), "run", lambda _, transport: transports.append(transport))
    call_command("mcp")

    assert transports == ["stdio"]


@pytest.mark.server
@pytest.mark.slow
@pytest.mark.untraced
def test_tools_are_offered_over_http_and_stdio():
    async def ask(target):
        async with Client(target) as client:
            tools = await client.list_tools()
            result = await client.call_tool("search", {"query": "香港大學", "limit": 1})
            return sorted(tool.name for tool in tools.tools), json.loads(result.content[0].text)

    with live_service() as service:
        libraries = [
            {Path(library.path).name.partition(".")[0] for library in process.memory_maps()}
            for process in service.processes()
        ]
        tools, over_http = asyncio.run(ask(f"http://127.0.0.1:{service.port}/mcp/"))
        command = StdioServerParameters(
            command=sys.executable,
            args=[str(ROOT / "manage.py"), "mcp"],
            env=service.environment,
        )
        _, over_stdio = asyncio.run(ask(command))

    # The SDK is imported before the first request.
    assert all("_pydantic_core" in names for names in libraries)
    assert tools == TOOLS
    assert over_http["results"][0]["id"] == "hku"
    assert over_stdio == over_http
