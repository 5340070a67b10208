"""`facets`, and what is wrong with either `facets` or `aggregate`."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from hkinno.api import revision_cache
from hkinno.registry.rest import facets as facets_module
from hkinno.registry.rest.facets import SummaryParameters
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)
from tests.list_endpoints import LISTS

pytestmark = pytest.mark.django_db
EMPTY_LABEL = {"zh-Hant": None, "en": None}


@pytest.fixture
def facets(client):
    """A function that returns the facets of a list."""

    def get(path, **query):
        response = client.get(f"/api/v1/{path}/", query)
        assert response.status_code == 200, response.content
        return response.json()["facets"]

    return get


@pytest.mark.untraced
@pytest.mark.parametrize("name", [*LISTS, "search"])
def test_every_documented_facet_is_counted(client, name):
    viewset = resolve(reverse(f"{name}-list")).func.cls
    parameter, *_aggregates = SummaryParameters().get_schema_operation_parameters(viewset)
    names = parameter["schema"]["items"]["enum"]
    LISTS.get(name, LabFactory)(full=True)

    query = {"facets": ",".join(names)} | ({"q": "x"} if name == "search" else {})
    response = client.get(f"/api/v1/{name}/", query)

    assert response.status_code == 200, response.content
    assert list(response.json()["facets"]) == names


def counts(buckets):
    return [(bucket["value"], bucket["count"]) for bucket in buckets]


def test_references_and_choices_are_counted_with_labels_in_both_languages(facets):
    host = InstitutionFactory(id="hku", name_zh="香港大學", name_en="The University of Hong Kong")
    LabFactory.create_batch(2, host=host, kind="research-centre")
    LabFactory(host=InstitutionFactory(status="draft"), kind="joint-laboratory")

    assert facets("labs", facets="host,kind", page_size="1") == {
        "host": [
            {
                "value": "hku",
                "label": {"zh-Hant": "香港大學", "en": "The University of Hong Kong"},
                "count": 2,
                "plan_count": 0,
            },
            {"value": None, "label": EMPTY_LABEL, "count": 1, "plan_count": 0},
        ],
        "kind": [
            {
                "value": "research-centre",
                "label": {"zh-Hant": "研究中心", "en": "Research centre"},
                "count": 2,
                "plan_count": 0,
            },
            {
                "value": "joint-laboratory",
                "label": {"zh-Hant": "聯合實驗室", "en": "Joint laboratory"},
                "count": 1,
                "plan_count": 0,
            },
        ],
    }


def test_facets_count_the_filtered_rows(facets):
    LabFactory(stage="planned", topics=["space"])
    LabFactory(stage="active", topics=["robotics", "space"])
    LabFactory(stage="active")

    buckets = facets("labs", stage="active", facets="topics,stage")

    assert counts(buckets["topics"]) == [("robotics", 1), ("space", 1), (None, 1)]
    assert counts(buckets["stage"]) == [("active", 2)]


def test_facets_count_plans_separately(facets):
    host = InstitutionFactory(id="hku")
    LabFactory(host=host, stage="planned")
    LabFactory(host=host)
    StatementFactory(modality="planned")
    StatementFactory()

    (bucket,) = facets("labs", host="hku", facets="host")["host"]
    (modality,) = facets("statements", facets="rank")["rank"]

    assert (bucket["count"], bucket["plan_count"]) == (2, 1)
    assert (modality["count"], modality["plan_count"]) == (2, 1)


@pytest.mark.parametrize("names", ["host", "host,kind", "host,topics", "topics"])
def test_facets_of_a_search_count_plans_separately(facets, names):
    host = InstitutionFactory(id="hku")
    for stage in ("planned", "proposed", "active"):
        LabFactory(host=host, stage=stage, topics=["space"], name_en="Optics")
    LabFactory(host=host, stage="planned", topics=["space"], name_en="Robots")

    for name, buckets in facets("labs", q="optics", facets=names).items():
        assert [(b["count"], b["plan_count"]) for b in buckets] == [(3, 2)], name

    (resource,) = facets("search", q="optics", facets="resource")["resource"]
    assert (resource["count"], resource["plan_count"]) == (3, 2)


def test_facets_of_roles_count_relations_that_are_only_planned_separately(facets):
    hku = InstitutionFactory(id="hku")
    for modality in ("stated", "planned"):
        RelationFactory(
            subject=LabFactory(id=modality), role="partner", object=hku, modality=modality
        )
    LabFactory(id="plan", stage="planned")
    RelationFactory(subject_id="plan", role="partner", object=hku)

    (by_fact,) = facets("labs", partner="hku", facets="partner")["partner"]
    query = {"relation_modality__in": "stated,planned", "facets": "partner"}
    (by_any,) = facets("labs", partner="hku", **query)["partner"]

    assert (by_fact["value"], by_fact["count"], by_fact["plan_count"]) == ("hku", 2, 1)
    assert (by_any["value"], by_any["count"], by_any["plan_count"]) == ("hku", 3, 2)


def test_roles_sources_and_mentioned_records_are_counted(facets):
    hkust, article = InstitutionFactory(id="hkust"), SourceFactory(id="article")
    person = PersonFactory()
    PersonFactory()
    RelationFactory(subject=person, object=hkust, title_zh="校長", until="2016")
    RelationFactory(subject=person, object=hkust, title_zh="教授", until="2016")
    RelationFactory(subject=person, role="works-with", object=hkust)
    StatementFactory(subject=person, source=article, property="post", value={"id": "hkust"})
    StatementFactory(subject=person, source=article)

    buckets = facets("people", facets="post,works_with,source")
    assert counts(buckets["post"]) == [("hkust", 1), (None, 1)]
    assert counts(buckets["works_with"]) == [("hkust", 1), (None, 1)]
    assert counts(buckets["source"]) == [("article", 1), (None, 1)]
    assert counts(facets("people", facets="post", at="2018")["post"]) == [(None, 2)]
    assert counts(facets("institutions", facets="post_of")["post_of"]) == [(person.id, 1)]
    assert counts(facets("statements", facets="refers_to")["refers_to"]) == [
        ("hkust", 1),
        (None, 1),
    ]


def test_null_bucket_is_omitted_if_no_value_is_null(facets):
    lab = LabFactory(topics=["space"])
    StatementFactory(subject=lab, source=SourceFactory(id="article"))
    other = LabFactory(id="other", topics=["space"])
    RelationFactory(subject=lab, role="partner", object=other)
    StatementFactory(subject=other, source=SourceFactory(id="page"))

    buckets = facets("labs", facets="topics,source,partner")

    assert counts(buckets["topics"]) == [("space", 2)]
    assert counts(buckets["source"]) == [("article", 1), ("page", 1)]
    assert [count for _value, count in counts(buckets["partner"])] == [1, 1]


def test_number_of_queries_of_facets_does_not_depend_on_the_number_of_rows(client):
    query_counts = []
    for count in (1, 9):
        LabFactory.create_batch(count, full=True)
        revision_cache.values.clear()
        client.get("/api/v1/labs/")  # so that documents are stored
        with CaptureQueriesContext(connection) as queries:
            client.get("/api/v1/labs/", {"facets": "host,kind,topics,partner", "page_size": "1"})
        query_counts.append(len(queries))

    assert query_counts[0] == query_counts[1]


@pytest.mark.parametrize(
    ("name", "value", "suggestion"),
    [("facets", "hots", "host"), ("aggregate", "budget:summ", "budget:sum"), ("facets", "", None)],
)
def test_unknown_facet_or_aggregate_is_an_error(errors, name, value, suggestion):
    assert errors("labs", **{name: value}) == [(name, "invalid-choice", suggestion)]


def test_number_of_buckets_is_limited(client, monkeypatch):
    monkeypatch.setattr(facets_module, "MAX_BUCKETS", 2)
    for _number in range(3):
        StatementFactory()

    assert client.get("/api/v1/statements/?facets=rank").status_code == 200
    (error,) = client.get("/api/v1/statements/?facets=subject").json()["errors"]
    assert (error["code"], error["parameter"]) == ("limit-exceeded", "facets")


def test_columns_are_counted_as_each_by_itself(client):
    """By one statement; rows without a value, and with a hidden one, count as null."""
    LabFactory(host=InstitutionFactory(id="draft", status="draft"), kind="joint-laboratory")
    LabFactory(host=None, kind="joint-laboratory")
    LabFactory(host=InstitutionFactory(id="hku"), kind="joint-laboratory")

    together = client.get("/api/v1/labs/", {"facets": "host,kind,stage"}).json()["facets"]

    assert counts(together["host"]) == [("hku", 1), (None, 2)]
    for name, buckets in together.items():
        assert client.get("/api/v1/labs/", {"facets": name}).json()["facets"] == {name: buckets}
    nothing = client.get("/api/v1/labs/", {"facets": "host,kind,source", "q": "鼾"}).json()
    assert nothing["facets"] == {"host": [], "kind": [], "source": []}
