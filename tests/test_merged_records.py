"""Asking for a duplicate, by any name, id or identifier, leads to the record that remains."""

import json
from urllib.parse import urlencode

import pytest
from django.db import connection

from hkinno.registry.models import Record
from tests.factories import (
    FACTORIES,
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    RelationFactory,
    StatementFactory,
    alias,
)

pytestmark = pytest.mark.django_db
SHORT = alias("HKUST")


@pytest.fixture
def duplicate(client):
    """`ust`, merged into `hkust` after a lab, a person and a statement referred to it."""
    InstitutionFactory(id="hkust", name_zh="香港科技大學", name_en="Science University", aliases=[])
    InstitutionFactory(
        id="ust",
        name_zh="清水灣學院",
        name_en="Clear Water Bay College",
        aliases=[SHORT],
        external_ids={"wikidata": ["Q15568"]},
    )
    StatementFactory(id="about-hkust", subject_id="hkust")
    StatementFactory(id="about-ust", subject_id="ust")
    StatementFactory(id="host", subject=LabFactory(id="lab", host_id="ust"), property="host")
    RelationFactory(subject=PersonFactory(id="person"), object_id="ust")
    Record.objects.filter(pk="ust").update(merged_into="hkust")


@pytest.fixture
def get(client, duplicate):
    """Gets the JSON of a path below /api/v1/."""

    def get(path, **parameters):
        response = client.get(f"/api/v1/{path}", parameters)
        assert response.status_code == 200
        return response.json()

    return get


@pytest.mark.parametrize("name", ["清水灣學院", "Clear Water Bay College", "HKUST"])
def test_names_of_a_duplicate_find_the_survivor_once(get, name):
    assert [record["id"] for record in get("search/", q=name)["results"]] == ["hkust"]
    assert [record["id"] for record in get("institutions/", q=name)["results"]] == ["hkust"]
    assert [hit["record"]["id"] for hit in get("suggest/", q=name)["results"]] == ["hkust"]


def test_match_of_a_name_of_the_survivor_is_highlighted(get):
    (hit,) = get("search/", q="清水灣學院")["results"]

    assert [match["field"] for match in hit["matches"]] == ["aliases"]


@pytest.mark.parametrize("key", ["ust", "hkust"])
def test_filters_by_either_id_find_the_same(get, key):
    assert ids_of(get("labs/", host=key)) == ["lab"]
    assert ids_of(get("people/", post=key)) == ["person"]
    assert ids_of(get("institutions/", id__in=key)) == ["hkust"]
    assert ids_of(get("statements/", subject=key)) == ["about-hkust", "about-ust"]
    assert len(get("relations/", object=key)["results"]) == 1


def ids_of(page):
    return [row["id"] for row in page["results"]]


def test_identifier_of_the_duplicate_finds_the_survivor(get):
    assert ids_of(get("institutions/", external_id="Q15568")) == ["hkust"]


def test_survivor_is_shown_and_counted_in_place_of_the_duplicate(get):
    facets = get("labs/", facets="host", host__isnull="false")["facets"]["host"]
    assert [(bucket["value"], bucket["count"]) for bucket in facets] == [("hkust", 1)]
    assert get("labs/lab/")["host"]["id"] == "hkust"
    (relation,) = get("people/person/")["relations"]
    assert relation["record"]["id"] == "hkust"
    survivor = get("institutions/hkust/")
    assert survivor["statement_count"] == 2
    assert [alias["value"] for alias in survivor["aliases"]] == [
        "清水灣學院",
        "Clear Water Bay College",
        "HKUST",
    ]


def test_json_ld_of_the_survivor_is_the_same_as_the_duplicate(get):
    entity = get("institutions/hkust/", format="jsonld")["mainEntity"]

    assert "http://testserver/api/v1/institutions/ust/#this" in entity["sameAs"]


def test_duplicate_of_a_draft_is_not_found(client, duplicate):
    Record.objects.filter(pk="hkust").update(status="draft")

    for path in ("institutions/ust/", "institutions/ust/citation/"):
        response = client.get(f"/api/v1/{path}")
        assert response.status_code == 404
        assert "hkust" not in response.content.decode()


@pytest.mark.parametrize("text", ["清水灣學院", "Clear Water Bay College", "香港科技大學"])
def test_spreadsheet_with_either_name_matches_the_survivor(client, duplicate, text):
    body = json.dumps({"texts": [{"text": text}]})

    response = client.post("/api/v1/match/", body, "application/json")

    assert response.json()["results"][0]["chosen"] == "hkust"


@pytest.mark.parametrize(
    "query",
    [
        {"query": "清水灣學院"},
        {"query": "hkust"},
        {"properties": [{"pid": "external_ids.wikidata", "v": "Q15568"}]},
    ],
)
def test_reconciliation_of_a_duplicate_finds_the_survivor(client, duplicate, query):
    form = urlencode({"queries": json.dumps({"q0": query})})

    response = client.post("/api/v1/reconcile/", form, "application/x-www-form-urlencoded")

    results = response.json()["q0"]["result"]
    assert [(result["id"], result["match"]) for result in results][:1] == [("hkust", True)]


@pytest.mark.parametrize("resource", FACTORIES)
def test_no_column_of_any_kind_refers_to_a_duplicate(resource):
    FACTORIES[resource](full=True)
    originals = [
        (record.pk, record.resource) for record in Record.objects.exclude(resource=resource)
    ]
    for key, kind in originals:
        FACTORIES[kind](id=f"{key}-new")
        Record.objects.filter(pk=key).update(merged_into=f"{key}-new")

    with connection.cursor() as cursor:
        cursor.execute("select table_name::text, column_name from registry_reference_columns()")
        columns = cursor.fetchall()
        referring = []
        for table, column in columns:
            if column != "merged_into_id":
                cursor.execute(
                    f"select 1 from {table} where {column} = any(%s)",
                    [[key for key, _ in originals]],
                )
                referring += cursor.fetchall()

    assert referring == []
    assert resource == "places" or len(columns) > 10
