"""What is counted beside the rows: `facets`, `aggregate`."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hkinno.registry.rest import facets as facets_module
from hkinno.registry.values.quantities import quantity
from tests.factories import (
    AwardFactory,
    EventFactory,
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db
NO_LABEL = {"zh-Hant": None, "en": None}


@pytest.fixture
def facets(client):
    """Gives what is counted beside a list."""

    def ask(path, **query):
        response = client.get(f"/api/v1/{path}/", query)
        assert response.status_code == 200, response.content
        return response.json()["facets"]

    return ask


def counts(buckets):
    return [(bucket["value"], bucket["count"]) for bucket in buckets]


def test_references_and_words_are_counted_with_labels_in_both_languages(facets):
    host = InstitutionFactory(id="hku", name_zh="香港大學", name_en="The University of Hong Kong")
    LabFactory.create_batch(2, host=host, kind="research-centre")
    LabFactory(host=InstitutionFactory(status="draft"), kind="joint-laboratory")

    assert facets("labs", facets="host,kind", page_size="1") == {
        "host": [
            {
                "value": "hku",
                "label": {"zh-Hant": "香港大學", "en": "The University of Hong Kong"},
                "count": 2,
            },
            {"value": None, "label": NO_LABEL, "count": 1},
        ],
        "kind": [
            {
                "value": "research-centre",
                "label": {"zh-Hant": "研究中心", "en": "Research centre"},
                "count": 2,
            },
            {
                "value": "joint-laboratory",
                "label": {"zh-Hant": "聯合實驗室", "en": "Joint laboratory"},
                "count": 1,
            },
        ],
    }


def test_facets_are_of_what_is_filtered(facets):
    LabFactory(stage="planned", topics=["space"])
    LabFactory(stage="active", topics=["robotics", "space"])
    LabFactory(stage="active")

    found = facets("labs", stage="active", facets="topics,stage")

    assert counts(found["topics"]) == [("robotics", 1), ("space", 1), (None, 1)]
    assert counts(found["stage"]) == [("active", 2)]


def test_roles_sources_and_what_is_mentioned_are_counted(facets):
    hkust, article = InstitutionFactory(id="hkust"), SourceFactory(id="article")
    person = PersonFactory()
    PersonFactory()
    RelationFactory(subject=person, object=hkust, title_zh="校長", until="2016")
    RelationFactory(subject=person, object=hkust, title_zh="教授", until="2016")
    RelationFactory(subject=person, role="works-with", object=hkust)
    StatementFactory(subject=person, source=article, property="post", value={"id": "hkust"})
    StatementFactory(subject=person, source=article)

    found = facets("people", facets="post,works_with,source")
    assert counts(found["post"]) == [("hkust", 1), (None, 1)]
    assert counts(found["works_with"]) == [("hkust", 1), (None, 1)]
    assert counts(found["source"]) == [("article", 1), (None, 1)]
    assert counts(facets("people", facets="post", at="2018")["post"]) == [(None, 2)]
    assert counts(facets("institutions", facets="post_of")["post_of"]) == [(person.id, 1)]
    assert counts(facets("statements", facets="refers_to")["refers_to"]) == [
        ("hkust", 1),
        (None, 1),
    ]


def test_where_none_is_null_there_is_no_such_bucket(facets):
    lab = LabFactory(topics=["space"])
    StatementFactory(subject=lab, source=SourceFactory(id="article"))
    other = LabFactory(id="other", topics=["space"])
    RelationFactory(subject=lab, role="partner", object=other)
    StatementFactory(subject=other, source=SourceFactory(id="page"))

    found = facets("labs", facets="topics,source,partner")

    assert counts(found["topics"]) == [("space", 2)]
    assert counts(found["source"]) == [("article", 1), ("page", 1)]
    assert [count for _value, count in counts(found["partner"])] == [1, 1]


def test_facets_cost_the_same_for_one_row_as_for_many(client):
    costs = []
    for more in (1, 9):
        LabFactory.create_batch(more, full=True)
        with CaptureQueriesContext(connection) as queries:
            client.get("/api/v1/labs/", {"facets": "host,kind,topics,partner", "page_size": "1"})
        costs.append(len(queries))

    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    ("name", "value", "suggestion"),
    [("facets", "hots", "host"), ("aggregate", "budget:summ", "budget:sum"), ("facets", "", None)],
)
def test_what_cannot_be_counted_is_refused(errors, name, value, suggestion):
    assert errors("labs", **{name: value}) == [(name, "invalid-choice", suggestion)]


def test_a_list_without_amounts_has_no_sums(errors):
    assert errors("people", aggregate="x") == [("aggregate", "unknown-parameter", None)]
    assert errors("statements", aggregate="x") == [("aggregate", "unknown-parameter", None)]


def award(value, unit="HKD", modality="stated", **columns):
    """An award of an amount, with a statement of that modality."""
    made = AwardFactory(amount=quantity({"value": value, "unit": unit}), **columns)
    StatementFactory(subject=made, property="amount", value=made.amount, modality=modality)
    return made


def test_sums_keep_units_and_plans_apart(client):
    award("100.5")
    award("200")
    award("7", unit="CNY")
    award("1000", modality="planned")
    award("3000", stage="proposed")
    AwardFactory(amount=quantity({"value": "1", "max": "2", "unit": "HKD"}))
    AwardFactory(amount=quantity({"value": "5"}))
    AwardFactory(amount=None)

    query = {"aggregate": "amount:sum,amount:max,amount:min", "page_size": "1"}
    assert client.get("/api/v1/awards/", query).json()["aggregates"] == {
        "amount": [
            sums("CNY", False, 1, 0, "7", "7", "7"),
            sums("HKD", False, 2, 1, "300.5", "200", "100.5"),
            sums("HKD", True, 2, 0, "4000", "3000", "1000"),
            sums(None, False, 0, 1, None, None, None),
        ]
    }


def sums(unit, is_plan, count, left_out, total, most, least):
    return {
        "unit": unit,
        "is_plan": is_plan,
        "count": count,
        "left_out": left_out,
        "sum": total,
        "max": most,
        "min": least,
    }


def test_numbers_have_sums_too(client):
    AwardFactory(number_of_projects=3)
    AwardFactory(number_of_projects=4)
    EventFactory(edition=7)

    awards = client.get("/api/v1/awards/", {"aggregate": "number_of_projects:sum"}).json()
    events = client.get("/api/v1/events/", {"aggregate": "edition:max"}).json()

    assert awards["aggregates"]["number_of_projects"] == [
        {"unit": None, "is_plan": False, "count": 2, "left_out": 0, "sum": "7"}
    ]
    assert events["aggregates"]["edition"][0]["max"] == "7"


def test_a_facet_of_very_many_values_is_refused(client, monkeypatch):
    monkeypatch.setattr(facets_module, "MAX_BUCKETS", 2)
    for _number in range(3):
        StatementFactory()

    assert client.get("/api/v1/statements/?facets=rank").status_code == 200
    (error,) = client.get("/api/v1/statements/?facets=subject").json()["errors"]
    assert (error["code"], error["parameter"]) == ("limit-exceeded", "facets")
