"""Suggestions of records, types and properties for a prefix."""

import pytest

from hkinno.matching.reconcile.properties import properties
from hkinno.matching.tokens import IS_HAN
from tests.factories import InstitutionFactory
from tests.matching.protocol_schemas import assert_valid
from tests.matching.reconcile.service import URL, errors_of

pytestmark = pytest.mark.django_db


def suggest(client, item, **params):
    response = client.get(f"{URL}suggest/{item}/", params).json()
    plural = {"entity": "entities", "property": "properties", "type": "types"}[item]
    assert_valid(response, f"suggest-{plural}-response")
    return response["result"]


def test_records_are_suggested_with_a_description(client, hku):
    InstitutionFactory(
        id="hkust", name_zh="香港科技大學", name_en="Univ of Science", kind="company"
    )

    assert suggest(client, "entity", prefix="香港大") == [
        {
            "id": "hku",
            "name": "香港大學",
            "description": "大學，香港",
            "notable": ["institutions"],
        }
    ]
    assert [result["name"] for result in suggest(client, "entity", prefix="univ")] == [
        *("Univ of Science", "University of Hong Kong")
    ]
    assert [result["id"] for result in suggest(client, "entity", prefix="香港", type="places")] == [
        "hong-kong"
    ]
    assert [result["id"] for result in suggest(client, "entity", prefix="香港", cursor="2")] == [
        "hku"
    ]
    assert suggest(client, "entity", prefix=" ") == suggest(client, "entity") == []


def test_records_are_suggested_by_words_inside_their_names(client, hku):
    InstitutionFactory(id="hkbu", name_zh="香港浸會大學", name_en="Hong Kong Baptist University")

    for prefix in ("浸會", "浸会", "Baptist", "bapt", "kong bap"):
        results = suggest(client, "entity", prefix=prefix, type="institutions")
        assert [result["id"] for result in results] == ["hkbu"], prefix


def test_properties_are_suggested_by_their_chinese_names(client):
    assert [
        (item["id"], item["name"])
        for item in suggest(client, "property", prefix="依託", type="labs")
    ] == [("host", "依託單位")]
    assert [item["id"] for item in suggest(client, "property", prefix="类别")] == ["kind"]
    assert [item["id"] for item in suggest(client, "property", prefix="中文", type="labs")] == [
        *("name.zh-Hant", "name_zh_basis", "summary.zh-Hant")
    ]


def test_every_property_has_a_chinese_name():
    missing = [item.id for item in properties().values() if not IS_HAN.search(item.name_zh)]

    assert [id for id in missing if not id.startswith("external_ids.")] == ["sha256"]


@pytest.mark.parametrize(
    ("item", "id", "html"),
    [
        (
            "entity",
            "hku",
            "<p><b>香港大學 University of Hong Kong</b></p><p>大學，香港 · University, H",
        ),
        ("property", "host", "<p><b>依託單位 Host</b></p><p>"),
        ("type", "labs", "<p><b>實驗室及研究中心 Laboratories and research centres</b></p><p>"),
    ],
)
def test_flyouts_describe_what_an_id_stands_for(client, hku, item, id, html):
    response = client.get(f"{URL}flyout/{item}/", {"id": id})

    assert response.json()["id"] == id
    assert response.json()["html"].startswith(html)
    assert client.get(f"{URL}flyout/{item}/", {"id": "none"}).status_code == 404
    assert client.get(f"{URL}flyout/{item}/").status_code == 404


def test_flyouts_escape_names(client):
    InstitutionFactory(id="evil", name_zh="<script>", name_en="<b>")

    html = client.get(f"{URL}flyout/entity/", {"id": "evil"}).json()["html"]

    assert html.startswith("<p><b>&lt;script&gt; &lt;b&gt;</b></p>")


@pytest.mark.parametrize("item", ["entity", "property", "type"])
def test_parameters_sent_by_openrefine_are_ignored(client, hku, item):
    ignored = {"spell": "always", "exact": "false", "prefixed": "true", "scoring": "schema"}

    results = suggest(client, item, prefix="香港大", type="", **ignored)

    assert results == suggest(client, item, prefix="香港大")


def test_types_and_properties_are_suggested(client):
    assert suggest(client, "type", prefix="實驗") == [
        {"id": "labs", "name": "實驗室及研究中心 Laboratories and research centres"}
    ]
    assert len(suggest(client, "type", type_strict="any")) == 9
    assert [
        result["id"] for result in suggest(client, "property", prefix="oper", type="facilities")
    ] == [*("operator", "relations.operates-in")]
    assert len(suggest(client, "property")) == 10


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"cursor": "x"}, ("cursor", None, "out-of-range")),
        ({"type": "lab"}, ("type", None, "invalid-choice")),
        ({"type_strict": "x"}, ("type_strict", None, "invalid-choice")),
        ({"prefx": "x"}, ("prefx", None, "unknown-parameter")),
        ({"prefix": ["x", "y"]}, ("prefix", None, "repeated-parameter")),
    ],
)
def test_invalid_parameters_are_rejected(client, params, expected):
    assert errors_of(client.get(f"{URL}suggest/entity/", params)) == [expected]
