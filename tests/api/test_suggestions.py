"""“Did you mean” in errors, and the values of enumerations that they list."""

import pytest

from hkinno.api.errors.field_errors import NAMES_ELSEWHERE, SYNONYMS, closest_match, list_values
from tests.factories import InstitutionFactory, PlaceFactory
from tests.factories.values import alias

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ({"HOST": "hku"}, "host"),
        ({"Host": "hku"}, "host"),
        ({"hots": "hku"}, "host"),
        ({"ID": "hku"}, "id__in"),
        ({"ids": "hku"}, "id__in"),
        ({"limit": "5"}, "page_size"),
        ({"PerPage": "5"}, "page_size"),
        ({"offset": "5"}, "page"),
        ({"search": "x"}, "q"),
        ({"query": "x"}, "q"),
        ({"sort": "name"}, "ordering"),
        ({"order_by": "name"}, "ordering"),
        ({"include": "host"}, "expand"),
        ({"exclude": "host"}, "omit"),
        ({"name_in": "x"}, "name__in"),
        ({"budget_gte": "1"}, "budget__gte"),
        ({"name_en": "x"}, "name"),
        ({"host_id": "hku"}, "host"),
        ({"host__id": "hku"}, "host"),
        ({"host.id": "hku"}, "host"),
        ({"kind[]": "x"}, "kind"),
        ({"$top": "5"}, "page_size"),
        ({"_limit": "5"}, "page_size"),
        ({"page[number]": "2"}, "page"),
        ({"_sort": "name"}, "ordering"),
        ({"type": "x"}, "kind"),
        ({"country": "x"}, "place"),
        ({"updated_since": "2026"}, "updated_at__gte"),
        ({"year": "2026"}, "at"),
    ],
)
def test_unknown_parameter_suggests_the_one_that_is_meant(client, query, suggestion):
    response = client.get("/api/v1/labs/", query)

    (error,) = response.json()["errors"]
    assert (error["code"], error["suggestion"]) == ("unknown-parameter", suggestion)
    assert error["detail"].endswith(f" Did you mean “{suggestion}”?")


@pytest.mark.parametrize(
    ("name", "suggestion"), [("excel", "xlsx"), ("XLS", "xlsx"), ("ndjson", "jsonl")]
)
def test_unknown_format_suggests_the_one_that_is_meant(client, name, suggestion):
    (error,) = client.get("/api/v1/labs/", {"format": name}).json()["errors"]

    assert error["suggestion"] == suggestion
    assert error["detail"].count("json, jsonl, csv, xlsx, atom") == 1


def test_names_of_other_services_only_suggest_what_the_endpoint_has(client):
    (error,) = client.get("/api/v1/labs/none/", {"limit": "5"}).json()["errors"]

    assert error["suggestion"] is None
    assert closest_match("query", ["prefix", "cursor"]) == "prefix"


def test_synonyms_are_no_parameters_of_ours():
    # Those of other views: a list of suggestions has no `q`, a citation no `format`.
    assert SYNONYMS.keys() & (NAMES_ELSEWHERE.keys() - {"q", "page", "format"}) == set()


@pytest.mark.parametrize(
    ("address", "query", "allowed"),
    [
        ("labs", {"stage": "runing"}, "proposed, planned, provisional, active, ended"),
        ("labs", {"stage__in": "active,runing"}, "proposed, planned, provisional, active, ended"),
        ("labs", {"established__isnull": "yes"}, "true, false"),
        ("reconcile/suggest/entity", {"type_strict": "some"}, "any, all, should"),
    ],
)
def test_invalid_value_of_an_enumeration_lists_the_allowed_ones(client, address, query, allowed):
    (error,) = client.get(f"/api/v1/{address}/", query).json()["errors"]

    assert error["code"] == "invalid-choice"
    assert error["detail"].endswith(f" Allowed values: {allowed}.")


def test_invalid_choice_in_a_body_lists_the_allowed_ones(client):
    body = {"texts": [{"text": "x", "resource": "lab"}]}
    response = client.post("/api/v1/match/", body, content_type="application/json")

    (error,) = response.json()["errors"]
    assert " Did you mean “labs”? Allowed values: " in error["detail"]
    assert error["suggestion"] == "labs"


@pytest.fixture
def hku():
    return InstitutionFactory(
        id="hku",
        name_zh="香港大學",
        name_en="The University of Hong Kong",
        aliases=[alias("Hong Kong University")],
    )


@pytest.mark.parametrize(
    ("resource", "parameter"),
    [("labs", "host"), ("labs", "host__in"), ("events", "organiser"), ("statements", "subject")],
)
@pytest.mark.parametrize(
    "name", ["香港大學", "香港大学", "the university of hong kong", "Hong Kong University"]
)
def test_name_of_a_record_suggests_its_id(client, hku, resource, parameter, name):
    InstitutionFactory(id="hku-club", name_zh="香港大學校友會", name_en="HKU Club")
    InstitutionFactory(id="hk", name_zh="香港大學", name_en="Draft", status="draft")

    (error,) = client.get(f"/api/v1/{resource}/", {parameter: name}).json()["errors"]

    assert error["suggestion"] == "hku"
    assert error["detail"].endswith(" Did you mean “hku”?")


def test_name_of_a_record_of_another_kind_suggests_nothing(client, hku):
    (error,) = client.get("/api/v1/labs/", {"place": "香港大學"}).json()["errors"]

    assert error["suggestion"] is None


@pytest.mark.parametrize("label", ["InnoHK laboratory", "innohk LABORATORY ", "InnoHK 研發實驗室"])
def test_label_of_a_choice_suggests_its_code(client, label):
    (error,) = client.get("/api/v1/labs/", {"kind": label}).json()["errors"]

    assert error["suggestion"] == "innohk-centre"


@pytest.mark.parametrize("name", ["香港", "Hong Kong"])
def test_name_of_a_place_in_a_body_suggests_its_id(client, name):
    PlaceFactory(id="hong-kong", name_zh="香港", name_en="Hong Kong", kind="city")
    body = {"texts": [{"text": "x", "place": name}]}
    response = client.post("/api/v1/match/", body, content_type="application/json")

    (error,) = response.json()["errors"]
    assert error["suggestion"] == "hong-kong"


def test_ids_of_records_and_long_lists_are_not_listed(client):
    (error,) = client.get("/api/v1/labs/", {"host": "nobody"}).json()["errors"]

    assert error["detail"] == "“nobody” is not a valid value for “host”."
    assert list_values([str(number) for number in range(100)]) == ""


def test_allowed_values_are_listed_in_chinese(client):
    response = client.get("/api/v1/labs/", {"stage": "x"}, headers={"accept-language": "zh-HK"})

    assert response.json()["errors"][0]["detail"].endswith(
        "可用的值：proposed, planned, provisional, active, ended。"
    )
