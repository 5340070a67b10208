import pytest

from tests.factories import InstitutionFactory, LabFactory, SourceFactory, StatementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab():
    for key in ("hku", "cuhk"):
        InstitutionFactory(id=key)
    for key in ("paper-2017", "paper-2024"):
        SourceFactory(id=key)
    return LabFactory(id="lab")


def add_statement(lab, host="hku", source="paper-2017", **more):
    return StatementFactory(
        subject=lab, property="host", value={"id": host}, source_id=source, **more
    )


def get_conflicts(client, **query):
    """Conflicts of statements with each other, unless the query says otherwise."""
    query = {"type": "contradicting-statements"} | query
    return client.get("/api/v1/conflicts/", query).json()


def test_conflict_has_statements_with_sources_and_the_preferred_one(client, lab):
    preferred = {"rank": "preferred", "rank_reason": "The host says so itself."}
    add_statement(lab, "hku", id="a", printed="港大", first_line=3, last_line=4)
    add_statement(lab, "cuhk", "paper-2024", id="b", **preferred)

    (conflict,) = get_conflicts(client)["results"]

    assert conflict["subject"]["id"] == "lab"
    assert (conflict["property"], conflict["preferred"]) == ("host", "b")
    assert conflict["reason"] == "The host says so itself."
    assert [
        (s["id"], s["value"], s["source"]["id"], s["lines"]) for s in conflict["statements"]
    ] == [
        ("a", {"id": "hku"}, "paper-2017", [3, 4]),
        ("b", {"id": "cuhk"}, "paper-2024", conflict["statements"][1]["lines"]),
    ]


def test_conflict_without_a_preferred_statement_has_null(client, lab):
    add_statement(lab, "hku")
    add_statement(lab, "cuhk")

    (conflict,) = get_conflicts(client)["results"]

    assert (conflict["preferred"], conflict["reason"]) == (None, None)


@pytest.mark.parametrize(
    "change",
    [
        {"host": "hku"},
        {"modality": "planned"},
        {"modality": "claimed"},
        {"rank": "deprecated", "rank_reason": "A misprint."},
        {"as_of": "2024"},
    ],
)
def test_compatible_statements_are_not_a_conflict(client, lab, change):
    add_statement(lab, "hku", as_of="2017")
    add_statement(lab, **{"host": "cuhk", "as_of": "2017"} | change)

    assert get_conflicts(client)["results"] == []


def test_values_of_a_multi_valued_property_are_not_a_conflict(client, lab):
    for key in ("hku", "cuhk"):
        StatementFactory(subject=lab, property="partner", value={"id": key})

    assert get_conflicts(client)["results"] == []


def test_draft_is_not_in_a_conflict(client, lab):
    add_statement(lab, "hku")
    add_statement(lab, "cuhk", "paper-2024")
    draft = LabFactory(id="draft", status="draft")
    add_statement(draft, "hku")
    add_statement(draft, "cuhk")
    SourceFactory._meta.model.objects.filter(pk="paper-2024").update(status="draft")

    assert get_conflicts(client)["results"] == []


def test_conflicts_can_be_filtered_and_paginated(client, lab):
    other = LabFactory(id="other")
    for subject in (lab, other):
        add_statement(subject, "hku")
        add_statement(subject, "cuhk")
        for year in ("2011", "2012"):
            StatementFactory(subject=subject, property="established", value=year)

    filtered = get_conflicts(client, subject="other", property="host")
    page = get_conflicts(client, page_size="1", page="3")

    assert [(c["subject"]["id"], c["property"]) for c in filtered["results"]] == [("other", "host")]
    assert (page["count"], page["results"][0]["property"]) == (4, "established")
    assert get_conflicts(client, property="colour")["code"] == "invalid-parameter"
    assert get_conflicts(client, propery="host")["errors"][0]["suggestion"] == "property"
