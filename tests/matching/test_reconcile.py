"""The Reconciliation Service API 0.2, as OpenRefine speaks it."""

import json
from urllib.parse import urlencode

import pytest
from django.contrib.staticfiles import finders

from tests.factories import (
    AwardFactory,
    FacilityFactory,
    InstitutionFactory,
    LabFactory,
    PlaceFactory,
    RelationFactory,
)
from tests.matching.shapes import follows

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/reconcile/"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def ask(client):
    """Sends a form and gives the response."""

    def post(**fields):
        return client.post(ADDRESS, urlencode({k: json.dumps(v) for k, v in fields.items()}), FORM)

    return post


@pytest.fixture
def hku():
    hong_kong = PlaceFactory(id="hong-kong", name_zh="香港", name_en="Hong Kong", kind="city")
    return InstitutionFactory(
        id="hku",
        name_zh="香港大學",
        name_en="University of Hong Kong",
        kind="university",
        place=hong_kong,
        external_ids={"ror": ["02zhqgq86"]},
    )


def matched(response, name="q0"):
    return [(each["id"], each["match"]) for each in response.json()[name]["result"]]


def faults(response):
    assert response["Content-Type"] == "application/problem+json"
    return [
        (each["parameter"], each["pointer"], each["code"]) for each in response.json()["errors"]
    ]


def test_the_manifest_says_where_everything_is(client):
    manifest = client.get(ADDRESS).json()

    follows(manifest, "manifest")
    here = "http://testserver/api/v1/reconcile/"
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"] == "http://testserver/api/v1/"
    assert manifest["view"] == {"url": here + "view/{{id}}/"}
    assert manifest["preview"] == {"url": here + "preview/{{id}}/", "width": 400, "height": 240}
    assert manifest["suggest"]["entity"] == {
        "service_url": here.rstrip("/"),
        "service_path": "/suggest/entity/",
    }
    assert [each["id"] for each in manifest["defaultTypes"]] == [
        *("events", "facilities", "institutions", "labs", "people", "places", "programmes")
    ]
    assert finders.find(manifest["logo"].removeprefix("http://testserver/static/"))


def test_queries_are_answered_by_form_and_by_address_alike(client, ask, hku):
    queries = {"q0": {"query": "香港大學文學院"}, "q1": {"query": "HONG KONG UNIV", "limit": 1}}
    follows(queries, "reconciliation-query-batch")

    posted = ask(queries=queries)
    got = client.get(ADDRESS, {"queries": json.dumps(queries)})

    assert posted.json() == got.json()
    follows(posted.json(), "reconciliation-result-batch")
    assert posted.json() == {
        "q0": {
            "result": [
                {
                    "id": "hku",
                    "name": "香港大學",
                    "description": "大學，香港",
                    "type": [{"id": "institutions", "name": "機構 Institutions"}],
                    "score": 93.6,
                    "match": True,
                },
                {
                    "id": "hong-kong",
                    "name": "香港",
                    "description": "城市",
                    "type": [{"id": "places", "name": "地方 Places"}],
                    "score": 22.6,
                    "match": False,
                },
            ]
        },
        "q1": {
            "result": [
                {
                    "id": "hku",
                    "name": "University of Hong Kong",
                    "description": "University, Hong Kong",
                    "type": [{"id": "institutions", "name": "機構 Institutions"}],
                    "score": 100,
                    "match": True,
                }
            ]
        },
    }


def test_a_type_rules_out_the_others(ask, hku):
    def found(**asked):
        return matched(ask(queries={"q0": {"query": "香港大學", "limit": 1} | asked}))

    assert found(type="institutions") == [("hku", True)]
    assert found(type=["labs", "institutions"]) == [("hku", True)]
    assert found(type="labs") == []
    assert found(type=["labs", "institutions"], type_strict="all") == []
    assert found(type=["institutions"] * 2, type_strict="all") == [("hku", True)]
    assert found(type=[]) == [("hku", True)]


def test_a_type_that_records_should_have_chooses_among_them_alone(ask, hku):
    """OpenRefine says of every type that records should have it."""

    def found(**asked):
        return matched(ask(queries={"q0": asked | {"type_strict": "should"}}))

    assert found(query="香港大學", type="institutions") == [("hku", True), ("hong-kong", False)]
    assert found(query="香港大學", type="labs") == [("hku", False), ("hong-kong", False)]
    assert found(query="香港大學", type="institutions", limit=1) == [("hku", True)]
    assert found(query="香港大學") == [("hku", True), ("hong-kong", False)]


def test_records_of_other_types_are_never_scored_as_if_they_were_sure(ask, hku):
    query = {"query": "香港大學", "type": "labs", "type_strict": "should"}

    response = ask(queries={"q0": query})

    assert [each["score"] for each in response.json()["q0"]["result"]] == [75, 40.7]


def test_properties_rule_out_what_has_others(ask, hku):
    PlaceFactory(id="macao", name_zh="澳門", name_en="Macao")

    def found(pid, v):
        asked = {"query": "香港大學", "limit": 1, "properties": [{"pid": pid, "v": v}]}
        return matched(ask(queries={"q0": asked | {"type": "institutions"}}))

    assert found("place", "Hong Kong") == [("hku", True)]
    assert found("place", {"id": "hong-kong", "name": "x"}) == [("hku", True)]
    assert found("place", "澳門") == []
    assert found("place", "nowhere that is known") == [("hku", True)]
    assert found("kind", ["university"]) == [("hku", True)]
    assert found("kind", "大學") == [("hku", True)]
    assert found("kind", "company") == []
    assert found("kind", 5) == [("hku", True)]
    assert found("part_of", "香港大學") == [("hku", True)]
    assert found("website", "https://example.org") == [("hku", True)]


def test_a_property_that_is_given_twice_has_both_values(ask, hku):
    twice = [{"pid": "kind", "v": "university"}, {"pid": "kind", "v": "company"}]
    asked = {"query": "香港大學", "type": "institutions", "properties": twice}

    assert matched(ask(queries={"q0": asked})) == [("hku", True)]


def test_an_identifier_says_more_than_a_name(ask, hku):
    InstitutionFactory(id="other", name_zh="甲乙大學", external_ids={"ror": ["02zhqgq86"]})
    LabFactory(id="lab", name_zh="甲乙室", external_ids={"wikidata": ["Q1"]})

    def found(*properties, **asked):
        properties = [{"pid": f"external_ids.{pid}", "v": v} for pid, v in properties]
        return matched(ask(queries={"q0": asked | {"properties": properties}}))

    assert found(("wikidata", "http://www.wikidata.org/entity/Q1")) == [("lab", True)]
    assert found(("wikidata", "Q1"), query="香港大學") == [("lab", True)]
    assert found(("wikidata", "Q1"), query="香港大學", type="institutions", limit=1) == [
        ("hku", True)
    ]
    assert found(("ror", ["02zhqgq86"])) == [("hku", False), ("other", False)]
    assert found(("ror", "https://ror.org/02ZHQGQ86")) == [("hku", False), ("other", False)]
    assert found(("wikidata", "ror:02zhqgq86")) == []
    assert found(("ror", "x")) == []


def test_an_identifier_of_a_duplicate_means_nothing(ask, hku):
    InstitutionFactory(id="gone", merged_into=hku, external_ids={"wikidata": ["Q2"]})

    asked = {"properties": [{"pid": "external_ids.wikidata", "v": "Q2"}]}

    assert matched(ask(queries={"q0": asked})) == []


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ({}, "/q0", "invalid"),
        ({"query": ""}, "/q0", "invalid"),
        ({"query": 5}, "/q0/query", "invalid"),
        ({"qery": "x"}, "/q0/qery", "unknown-key"),
        ({"query": "x", "type": "lab"}, "/q0/type", "unknown-value"),
        ({"query": "x", "type": [5]}, "/q0/type", "unknown-value"),
        ({"query": "x", "type_strict": "must"}, "/q0/type_strict", "unknown-value"),
        ({"query": "x", "limit": 0}, "/q0/limit", "invalid"),
        ({"query": "x", "limit": True}, "/q0/limit", "invalid"),
        ({"query": "x", "limit": "5"}, "/q0/limit", "invalid"),
        (
            {"query": "x", "properties": [{"pid": "x", "v": 1}]},
            "/q0/properties/0/pid",
            "unknown-value",
        ),
        ({"query": "x", "properties": [{"pid": "kind"}]}, "/q0/properties/0/v", "required"),
        ({"query": "x", "properties": [{"pid": "kind", "v": {}}]}, "/q0/properties/0/v", "invalid"),
        (
            {"query": "x", "properties": [{"pid": "kind", "v": ["y"] * 11}]},
            "/q0/properties/0/v",
            "invalid",
        ),
        ({"query": "x", "properties": [{"pid": "kind", "v": ["y"] * 6}] * 2}, "/q0", "invalid"),
        ({"query": "x", "properties": [{}] * 11}, "/q0/properties", "max-length"),
        ([], "/q0", "invalid"),
    ],
)
def test_a_query_that_is_wrong_is_refused_with_its_place(ask, query, pointer, code):
    response = ask(queries={"q0": query})

    assert response.status_code == 400
    assert faults(response) == [("queries", pointer, code)]


def test_more_candidates_than_we_give_are_no_error(ask, hku):
    assert matched(
        ask(queries={"q0": {"query": "香港大學", "limit": 1e9, "type": "institutions"}})
    ) == [("hku", True)]


@pytest.mark.parametrize("queries", [[], 5, {str(n): {"query": "x"} for n in range(101)}])
def test_a_batch_is_an_object_of_at_most_a_hundred(ask, queries):
    assert faults(ask(queries=queries)) == [("queries", "", "invalid")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", [("queries", "", "required")]),
        ("queries={}&extend={}", [("queries", "", "required")]),
        ("querys={}", [("querys", None, "unknown-parameter")]),
        ("queries={}&queries={}", [("queries", None, "repeated-parameter")]),
        ("queries={", [("queries", "", "invalid-json")]),
        ("queries=%ff", [(None, "", "invalid-json")]),
        ("queries=%00", [(None, "", "invalid-json")]),
        ("&".join(f"a{n}=1" for n in range(11)), [(None, "", "invalid-json")]),
    ],
)
def test_a_form_that_is_wrong_is_refused(client, body, expected):
    response = client.post(ADDRESS, body, FORM)

    assert response.status_code == 400
    assert faults(response) == expected


def test_the_form_is_the_form_of_the_protocol(client):
    json_body = client.post(ADDRESS, "{}", "application/json")
    multipart = client.post(ADDRESS, {"queries": "{}"})

    assert (json_body.status_code, multipart.status_code) == (415, 415)


def test_another_method_is_told_so_whatever_else_is_wrong(client):
    response = client.trace(f"{ADDRESS}properties/?type=labs")

    assert (response.status_code, response.json()["code"]) == (405, "method-not-allowed")


def test_there_is_no_jsonp(client):
    assert faults(client.get(ADDRESS, {"callback": "f"})) == [
        ("callback", None, "unknown-parameter")
    ]


def test_any_page_may_ask_without_cookies(client, hku):
    response = client.post(
        ADDRESS,
        urlencode({"queries": '{"q0": {"query": "香港大學"}}'}),
        FORM,
        headers={"origin": "https://example.org"},
    )
    before = client.options(
        ADDRESS,
        headers={"origin": "https://example.org", "access-control-request-method": "POST"},
    )

    assert response["Access-Control-Allow-Origin"] == "*"
    assert "POST" in before["Access-Control-Allow-Methods"]
    assert response.cookies == {}


# --- data extension -----------------------------------------------------------------------------


def test_columns_are_extended(ask, hku):
    lab = LabFactory(
        id="lab",
        name_zh="甲乙室",
        name_en="Lab",
        host=hku,
        full=True,
        aliases=[{"value": "KY", "lang": "en", "type": "short", "since": None, "until": None}],
        topics=["robotics"],
        focus=[{"zh-Hant": "肝病", "en": "liver disease"}],
    )
    partner = InstitutionFactory(id="partner", name_zh="夥伴", name_en="Partner")
    RelationFactory(subject=lab, role="partner", object=partner)
    AwardFactory(id="award")
    wanted = [
        *("name.en", "host", "aliases", "topics", "focus", "statement_count", "budget.value"),
        *("relations.partner", "external_ids.wikidata", "created_at", "coordinates.latitude"),
    ]
    asked = {
        "ids": ["lab", "hku", "award", "nothing"],
        "properties": [{"id": each, "settings": {}} for each in wanted],
    }
    follows(asked, "data-extension-query")

    answer = ask(extend=asked).json()

    follows(answer, "data-extension-response")
    assert [each["id"] for each in answer["meta"]] == wanted
    row = answer["rows"]["lab"]
    assert row["name.en"] == [{"str": "Lab"}]
    assert row["host"] == [{"id": "hku", "name": "香港大學 University of Hong Kong"}]
    assert row["aliases"] == [{"str": "KY"}]
    assert row["topics"] == [{"str": "robotics"}]
    assert row["focus"] == [{"str": "肝病 liver disease"}]
    assert row["statement_count"] == [{"int": 2}]
    assert row["budget.value"] == [{"str": "2800000000"}]
    assert {"id": "partner", "name": "夥伴 Partner"} in row["relations.partner"]
    assert list(row["created_at"][0]) == ["date"]
    assert row["coordinates.latitude"] == []
    assert answer["rows"]["hku"]["host"] == answer["rows"]["award"]["host"] == []
    assert answer["rows"]["nothing"] == {each: [] for each in wanted}


def test_every_property_of_every_type_has_a_value_in_the_shape_of_the_protocol(ask, client):
    FacilityFactory(id="full", full=True)
    PlaceFactory(id="place", full=True)
    proposed = client.get(f"{ADDRESS}properties/", {"limit": "100"}).json()["properties"]
    ids = sorted({each["id"] for each in proposed})
    rows = []

    for start in range(0, len(ids), 50):
        asked = {
            "ids": ["full", "place"],
            "properties": [{"id": each} for each in ids[start : start + 50]],
        }
        answer = ask(extend=asked).json()
        follows(answer, "data-extension-response")
        rows.append(answer["rows"]["full"])

    filled = {id for row in rows for id, cells in row.items() if cells}
    assert {"name.zh-Hant", "summary.en", "kind", "operator", "place", "opened"} <= filled


@pytest.mark.parametrize(
    ("asked", "pointer", "code"),
    [
        ({"ids": ["x"]}, "/properties", "required"),
        ({"ids": ["x"] * 101, "properties": []}, "/ids", "max-length"),
        ({"ids": ["x"], "properties": [{"id": "hots"}]}, "/properties/0/id", "unknown-value"),
        (
            {"ids": ["x"], "properties": [{"id": "host", "settings": {"a": 1}}]},
            "/properties/0/settings",
            "invalid",
        ),
        ({"ids": ["x"], "properties": [{"id": "host"}], "id": 1}, "/id", "unknown-key"),
    ],
)
def test_an_extension_that_is_wrong_is_refused(ask, asked, pointer, code):
    assert faults(ask(extend=asked)) == [("extend", pointer, code)]


def test_properties_are_proposed_by_type(client):
    proposal = client.get(f"{ADDRESS}properties/", {"type": "labs", "limit": "3"}).json()

    follows(proposal, "data-extension-property-proposal")
    assert (proposal["type"], proposal["limit"]) == ("labs", 3)
    assert [each["id"] for each in proposal["properties"]] == [
        *("name.zh-Hant", "name.en", "name_en_basis")
    ]
    assert "type" not in client.get(f"{ADDRESS}properties/").json()


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "٣", "1000000", "1_0"])
def test_a_limit_that_is_none_is_refused(client, limit):
    response = client.get(f"{ADDRESS}properties/", {"limit": limit})

    assert faults(response) == [("limit", None, "out-of-range")]


# --- suggestions --------------------------------------------------------------------------------


def suggested(client, kind, **given):
    answer = client.get(f"{ADDRESS}suggest/{kind}/", given).json()
    shape = {"entity": "entities", "property": "properties", "type": "types"}[kind]
    follows(answer, f"suggest-{shape}-response")
    return answer["result"]


def test_records_are_suggested_with_what_tells_them_apart(client, hku):
    InstitutionFactory(
        id="hkust", name_zh="香港科技大學", name_en="Univ of Science", kind="company"
    )

    assert suggested(client, "entity", prefix="香港大") == [
        {
            "id": "hku",
            "name": "香港大學",
            "description": "大學，香港",
            "notable": ["institutions"],
        }
    ]
    assert [each["name"] for each in suggested(client, "entity", prefix="univ")] == [
        *("Univ of Science", "University of Hong Kong")
    ]
    assert [each["id"] for each in suggested(client, "entity", prefix="香港", type="places")] == [
        "hong-kong"
    ]
    assert [each["id"] for each in suggested(client, "entity", prefix="香港", cursor="2")] == [
        "hku"
    ]
    assert suggested(client, "entity", prefix=" ") == suggested(client, "entity") == []


@pytest.mark.parametrize("kind", ["entity", "property", "type"])
def test_what_openrefine_says_of_its_box_is_not_held_against_it(client, hku, kind):
    said = {"spell": "always", "exact": "false", "prefixed": "true", "scoring": "schema"}

    found = suggested(client, kind, prefix="香港大", type="", **said)

    assert found == suggested(client, kind, prefix="香港大")


def test_a_type_that_is_left_empty_is_any(client):
    """OpenRefine asks so for the properties of a column that has no type."""
    response = client.get(f"{ADDRESS}properties/?type=")

    assert response.json() == client.get(f"{ADDRESS}properties/").json()


def test_types_and_properties_are_suggested(client):
    assert suggested(client, "type", prefix="實驗") == [
        {"id": "labs", "name": "實驗室及研究中心 Laboratories and research centres"}
    ]
    assert len(suggested(client, "type", type_strict="any")) == 9
    assert [
        each["id"] for each in suggested(client, "property", prefix="oper", type="facilities")
    ] == [*("operator", "relations.operates-in")]
    assert len(suggested(client, "property")) == 10


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"cursor": "x"}, ("cursor", None, "out-of-range")),
        ({"type": "lab"}, ("type", None, "unknown-value")),
        ({"type_strict": "x"}, ("type_strict", None, "unknown-value")),
        ({"prefx": "x"}, ("prefx", None, "unknown-parameter")),
        ({"prefix": ["x", "y"]}, ("prefix", None, "repeated-parameter")),
    ],
)
def test_parameters_of_suggestions_are_strict(client, given, expected):
    assert faults(client.get(f"{ADDRESS}suggest/entity/", given)) == [expected]


# --- pages --------------------------------------------------------------------------------------


def test_a_preview_may_be_framed_and_holds_nothing_but_text(client, hku):
    markup = '</title><script>alert("x")</script>'
    LabFactory(
        id="lab",
        name_zh=markup,
        name_en=markup,
        summary_zh=markup,
        aliases=[{"value": markup, "lang": "en", "type": "short", "since": None, "until": None}],
    )

    response = client.get(f"{ADDRESS}preview/lab/")

    text = response.content.decode()
    assert response.status_code == 200
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert "X-Frame-Options" not in response
    policy = response["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "frame-ancestors *" in policy
    assert not any(part.startswith("script-src") for part in policy)
    assert "<script" not in text
    assert text.count("&lt;script&gt;alert(&quot;x&quot;)") == 6
    assert "university" not in client.get(f"{ADDRESS}preview/hku/").content.decode()


def test_a_view_leads_to_the_record(client, hku):
    response = client.get(f"{ADDRESS}view/hku/")

    assert response.status_code == 302
    assert response["Location"] == "http://testserver/api/v1/institutions/hku/"


@pytest.mark.parametrize("page", ["view", "preview"])
def test_pages_know_what_is_not_there(client, hku, page):
    LabFactory(id="draft", status="draft")
    AwardFactory(id="award")
    hku_again = InstitutionFactory(id="gone")
    hku_again.delete()

    statuses = [
        client.get(f"{ADDRESS}{page}/{id}/").status_code
        for id in ("nothing", "draft", "award", "gone")
    ]

    assert statuses == [404, 404, 404, 410]
    assert client.post(f"{ADDRESS}{page}/hku/").status_code == 405
