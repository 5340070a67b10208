"""Values that do not follow from statements are reported, whoever wrote them."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from hkinno.registry.models import Record, Relation, Statement
from labs.models import Lab
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    ObservationFactory,
    PersonFactory,
    PlaceFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
    alias,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab():
    """A published lab hosted by HKU, as its only statement says."""
    for key in ("hku", "cuhk"):
        InstitutionFactory(id=key)
    lab = LabFactory(id="lab", host_id="hku")
    add(lab, "host", {"id": "hku"}, id="statement")
    return lab


def add(subject, property, value, **more):
    return StatementFactory(subject=subject, property=property, value=value, **more)


@pytest.fixture
def conflicts(client):
    """A function that returns (type, property, published, expected) of each conflict."""

    def get(**query):
        response = client.get("/api/v1/conflicts/", query)
        assert response.status_code == 200
        return [
            (row["type"], row["property"], row["published"], row["expected"])
            for row in response.json()["results"]
        ]

    return get


def write_sql():
    with connection.cursor() as cursor:
        cursor.execute("update labs_lab set host_id = 'cuhk'")


def write_in_bulk():
    lab = Lab.objects.get()
    lab.host_id = "cuhk"
    Lab.objects.bulk_update([lab], ["host"])


def load_fixture(tmp_path):
    path = tmp_path / "labs.json"
    fields = {"kind": "joint-laboratory", "host": "cuhk"}
    path.write_text(json.dumps([{"model": "labs.lab", "pk": "lab", "fields": fields}]))
    call_command("loaddata", path, verbosity=0)


@pytest.mark.parametrize("writer", ["sql", "bulk_update", "update", "loaddata"])
def test_host_that_contradicts_its_only_statement_is_reported(lab, client, tmp_path, writer):
    {
        "sql": write_sql,
        "bulk_update": write_in_bulk,
        "update": lambda: Lab.objects.update(host="cuhk"),
        "loaddata": lambda: load_fixture(tmp_path),
    }[writer]()

    (row,) = client.get("/api/v1/conflicts/").json()["results"]

    assert row["type"] == "contradicted-value"
    assert row["subject"]["id"] == "lab"
    assert (row["property"], row["published"], row["expected"]) == ("host", "cuhk", "hku")
    assert [statement["id"] for statement in row["statements"]] == ["statement"]
    labs = client.get("/api/v1/quality/").json()["results"][1]
    assert labs["values"] == {"contradicted": 1, "unsupported": 0}


def test_value_that_follows_from_its_statements_is_no_conflict(lab, conflicts):
    add(lab, "host", {"id": "cuhk"}, rank="deprecated", rank_reason="A misprint.")
    add(lab, "host", {"id": "cuhk"}, modality="planned")

    assert conflicts(type="contradicted-value") == []


def test_value_without_a_statement_is_reported(lab, conflicts, client):
    Statement.objects.all().delete()

    assert conflicts() == [("unsupported-value", "host", "hku", None)]
    labs = client.get("/api/v1/quality/").json()["results"][1]
    assert labs["values"] == {"contradicted": 0, "unsupported": 1}


def test_statement_by_a_draft_supports_nothing(lab, conflicts):
    Record.objects.filter(resource="sources").update(status="draft")

    assert conflicts() == [("unsupported-value", "host", "hku", None)]


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_is_not_public_is_not_reported(lab, conflicts, status):
    Lab.objects.update(host="cuhk")
    Record.objects.filter(pk="lab").update(status=status)

    assert conflicts() == []


def test_reference_to_a_record_that_is_not_public_is_not_shown(lab, conflicts):
    Lab.objects.update(host="cuhk")
    Record.objects.filter(pk="cuhk").update(status="draft")

    assert conflicts() == []


def test_merged_record_has_no_conflict_of_its_own(lab, conflicts):
    LabFactory(id="survivor")
    Record.objects.filter(pk="lab").update(merged_into="survivor")

    assert conflicts() == [("contradicted-value", "host", None, "hku")]


def test_dimension_of_a_figure_needs_no_statement(conflicts):
    ObservationFactory(id="figure", period="2017")

    assert conflicts(subject="figure") == []


@pytest.mark.parametrize(
    ("property", "values", "columns", "expected"),
    [
        ("established", ["2012"], {"established": "2012"}, None),
        ("established", ["2012"], {"established": "2013"}, ("2013", "2012")),
        ("website", ["https://a.hk"], {}, (None, "https://a.hk")),
        (
            "external_ids",
            [{"scheme": "ror", "id": "02zhqgq86"}],
            {"external_ids": {"ror": ["03zhqgq86", "02zhqgq86"]}},
            None,
        ),
        (
            "external_ids",
            [{"scheme": "ror", "id": "02zhqgq86"}],
            {"external_ids": {"wikidata": ["Q1"]}},
            ({"wikidata": ["Q1"]}, {"ror": ["02zhqgq86"]}),
        ),
        (
            "alias",
            [{"value": "A", "lang": "en", "type": "short"}],
            {"aliases": []},
            (
                None,
                [alias("A")],
            ),
        ),
    ],
)
def test_values_of_every_type_are_compared(conflicts, property, values, columns, expected):
    institution = InstitutionFactory(id="institution", **columns)
    for value in values:
        add(institution, property, value)

    differing = [(shown, follows) for _, name, shown, follows in conflicts() if name == property]

    assert differing == ([expected] if expected else [])


def test_coordinates_are_compared_as_numbers(conflicts):
    place = PlaceFactory(id="place", latitude="22.30", longitude="114.10")
    add(place, "coordinates", {"latitude": "22.3", "longitude": "114.1"})

    assert conflicts(subject="place") == []
    type(place).objects.update(latitude="23")
    assert conflicts(subject="place") == [
        (
            "contradicted-value",
            "coordinates",
            {"latitude": "23", "longitude": "114.1"},
            {"latitude": "22.3", "longitude": "114.1"},
        )
    ]


def test_relations_are_compared_with_statements_of_their_role(conflicts):
    person, hku = PersonFactory(id="person"), InstitutionFactory(id="hku")
    post = {"id": "hku", "title_zh": None, "title_en": "Dean", "since": "2018", "until": None}
    add(person, "post", post)
    post |= {"modality": "stated", "first_confirmed": None, "last_confirmed": None}

    assert conflicts(subject="person") == [("contradicted-value", "post", None, [post])]
    RelationFactory(id="r", subject=person, object=hku, title_en="Dean", since="2018")
    assert conflicts(subject="person") == []
    Relation.objects.update(until="2020")
    assert conflicts(subject="person") == [
        ("contradicted-value", "post", [post | {"until": "2020"}], [post])
    ]
    Relation.objects.update(until=None, modality="planned")
    assert conflicts(subject="person") == [
        ("contradicted-value", "post", [post | {"modality": "planned"}], [post])
    ]
    Relation.objects.update(until="2020", modality="stated")
    Statement.objects.filter(property="post").update(property="exists", value=True)
    assert conflicts(subject="person") == [
        ("unsupported-value", "post", [post | {"until": "2020"}], None)
    ]


@pytest.mark.parametrize("value", [5, [], {"id": None}, "hku", {"name": "hku"}])
def test_malformed_value_of_a_statement_is_ignored(lab, conflicts, value):
    Statement.objects.filter(pk="statement").update(value=value)
    add(lab, "host", {"id": "hku"}, source=SourceFactory())

    assert conflicts() == []


@pytest.mark.parametrize("value", [5, {}, "2012-13", "soon"])
def test_malformed_date_of_a_statement_is_ignored(lab, conflicts, value):
    add(lab, "established", value)
    Lab.objects.update(established="2012")

    assert conflicts() == [("unsupported-value", "established", "2012", None)]


def test_conflicts_are_filtered_by_type_subject_and_property(lab, conflicts):
    Lab.objects.update(host="cuhk")
    LabFactory(id="other", established="2012")

    assert len(conflicts()) == 2
    assert len(conflicts(type="unsupported-value")) == 1
    assert len(conflicts(subject="lab", property__in="host,part_of")) == 1
    assert conflicts(subject="lab", property="established") == []
