"""The tools, called by the client of the SDK in process."""

import asyncio
import json
from typing import get_args

import pytest
from mcp import Client

from hkinno.api.errors.field_errors import MAX_ERRORS
from hkinno.mcp_server.api_client import NOT_FOUND
from hkinno.mcp_server.tools import NOTHING_FOUND, Resource, server, to_text
from hkinno.registry.models import Record, record_models
from tests.factories import InstitutionFactory, LabFactory, StatementFactory
from tests.mcp_server.tools import TOOLS, call


def test_search_finds_ids(lab):
    answer, _ = call("search", query="liver", resource="labs")

    assert json.loads(answer)["results"][0]["id"] == "lab"
    assert json.loads(answer)["count"] == 1


def test_record_comes_with_its_evidence(lab):
    answer, _ = call("get_record", id="lab")

    record = json.loads(answer)
    (statement,) = record["statements"]
    assert (record["established"], statement["printed"], statement["lines"]) == (
        "2010",
        "港大",
        [3, 3],
    )
    assert "closed" not in record  # nothing empty


def test_evidence_can_be_restricted_or_left_out(lab):
    assert (
        json.loads(call("get_record", id="lab", properties=["established"])[0]).get("statements")
        is None
    )
    assert "statements" not in json.loads(call("get_record", id="lab", statement_limit=0)[0])


def test_merged_record_leads_to_its_survivor(lab):
    LabFactory(id="old")
    Record.objects.filter(pk="old").update(merged_into="lab")

    assert json.loads(call("get_record", id="old")[0])["id"] == "lab"


def test_unknown_record_is_an_error(db):
    assert call("get_record", id="hkuu") == (
        "There is no record 'hkuu'. Use search to find ids.",
        True,
    )


@pytest.mark.parametrize("tool", ["get_record", "cite"])
@pytest.mark.parametrize("id", ["a\x00", "香港.大學", "hku/..", "", "a.b\n"])
def test_malformed_id_is_an_error_that_says_what_to_do(db, tool, id):
    text, is_error = call(tool, id=id)

    assert is_error
    assert f"There is no record {id!r}. Use search to find ids." in text


def test_list_has_filters_facets_and_pages(lab):
    LabFactory(id="other", host=lab.host)
    first, _ = call(
        "list_records", resource="labs", filters={"host": "hku"}, facets=["kind"], limit=1
    )
    page = json.loads(first)
    second, _ = call(
        "list_records",
        resource="labs",
        filters={"host": "hku"},
        limit=1,
        cursor=page["next_cursor"],
    )

    assert page["count"] == 2
    assert page["facets"]["kind"][0]["count"] == 2
    assert [row["id"] for row in page["results"] + json.loads(second)["results"]] == [
        "lab",
        "other",
    ]
    assert "next_cursor" not in json.loads(second)


def test_error_of_the_api_suggests_what_was_meant(db):
    text, is_error = call("list_records", resource="labs", filters={"hots": "hku"})

    assert (text, is_error) == (
        "Unknown query parameter “hots”. Did you mean “host”?",
        True,
    )


def test_text_that_no_request_may_contain_is_an_error(db):
    text, is_error = call("search", query="liver\x00")

    assert (text, is_error) == (
        "The URL must be UTF-8, percent-encoded once, without NUL characters.",
        True,
    )


def test_search_without_a_result_says_how_to_go_on(lab):
    answer = json.loads(call("search", query="which laboratories does HKU host?")[0])

    assert (answer["count"], answer["hint"]) == (0, NOTHING_FOUND)


def test_unknown_statement_is_an_error_that_says_where_statements_are(lab):
    assert call("cite", id="lab.host.none.1") == (NOT_FOUND, True)


def test_answers_have_no_empty_values_at_any_depth():
    assert to_text({"name": {"en": None, "zh-Hant": ""}, "due": "2017"}) == '{"due":"2017"}'


@pytest.mark.parametrize("name", ["csv", "jsonl", "xlsx", "atom"])
def test_list_is_read_as_json_whatever_format_is_asked_for(lab, name):
    answer, is_error = call("list_records", resource="labs", filters={"format": name})

    assert (json.loads(answer)["count"], is_error) == (1, False)


@pytest.mark.parametrize(
    ("tool", "arguments", "text"),
    [
        ("search", {}, "“query” is required."),
        ("search", {"quary": "x"}, "Unknown argument “quary”. Did you mean “query”?"),
        (
            "cite",
            {"id": "lab", "zzz": 1, "sty": "ris"},
            "Unknown argument “sty”. Did you mean “style”? "
            "Unknown argument “zzz”. Arguments: id, style.",
        ),
        (
            "search",
            {"query": "x", "limit": 101},
            "“101” is not a valid value for “limit”: it should be less than or equal to 100.",
        ),
        (
            "list_records",
            {"resource": "labs", "filters": {"host": 1}},
            "“1” is not a valid value for “filters.host”: it should be a valid string.",
        ),
        (
            "cite",
            {"style": "apa"},
            "“id” is required. "
            "“apa” is not a valid value for “style”: it should be 'text', 'bibtex' or 'csl-json'.",
        ),
        (
            "search",
            {"query": ""},
            "“” is not a valid value for “query”: it should have at least 1 character.",
        ),
        ("find", {"query": "x"}, "Unknown tool: find"),
    ],
)
def test_wrong_arguments_are_named_in_sentences(db, tool, arguments, text):
    assert call(tool, **arguments) == (text, True)


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        ("cite", {"id": "lab"} | {f"x{n}": 1 for n in range(1000)}, "Unknown argument"),
        ("list_records", {"resource": "labs", "facets": [1] * 1000}, "is not a valid value"),
    ],
)
def test_only_the_first_of_many_wrong_arguments_are_named(db, tool, arguments, sentence):
    text, is_error = call(tool, **arguments)

    assert (is_error, text.count(sentence)) == (True, MAX_ERRORS)


def test_name_is_matched(lab):
    (match,) = json.loads(call("match_names", names=["香港大学"])[0])

    assert match["chosen"] == "hku"


def test_conflict_has_its_statements(lab):
    InstitutionFactory(id="cuhk")
    StatementFactory(id="b", subject=lab, property="host", value={"id": "cuhk"})
    answer, _ = call("conflicts", subject="lab", property="host")

    conflicts = json.loads(answer)["results"]
    assert [statement["value"]["id"] for statement in conflicts[0]["statements"]] == ["cuhk", "hku"]


def test_record_and_statement_can_be_cited(lab):
    assert "Liver laboratory" in call("cite", id="lab")[0]
    assert json.loads(call("cite", id="lab", style="csl-json")[0])[0]["title"]
    statement = lab.statements.get().pk
    assert statement in call("cite", id=statement)[0]


def test_tools_are_six_well_described_and_read_only():
    async def list_tools():
        async with Client(server) as client:
            return (await client.list_tools()).tools

    tools = asyncio.run(list_tools())

    assert sorted(tool.name for tool in tools) == TOOLS
    assert all(tool.description and tool.annotations.read_only_hint for tool in tools)
    parameters = [
        (name, parameter.get("description"))
        for tool in tools
        for name, parameter in tool.input_schema["properties"].items()
    ]
    assert {name for name, description in parameters if not description} == {"style"}
    assert len(json.dumps([tool.model_dump() for tool in tools], default=str)) < 10_000


def test_resources_are_those_of_the_registry():
    assert set(get_args(Resource)) == set(record_models())
