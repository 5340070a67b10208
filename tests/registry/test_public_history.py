"""The public history: what changed of a record while it was public, and nothing else."""

import pytest
from django.test import Client

from hkinno.registry.erasure import erase_record
from hkinno.registry.history import history_fields, sign_changes
from hkinno.registry.models import Record, Relation, Revision, Statement, record_models
from labs.models import Institution, Lab
from tests.admin.history_client import next_version
from tests.factories import (
    FACTORIES,
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    PlaceFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab():
    """A published lab with a statement."""
    lab = LabFactory(id="lab", name_en="First name", established="2012-06", host=None)
    source = SourceFactory(id="source")
    StatementFactory(
        id="lab.host.source.1", subject=lab, property="host", value={"id": "hku"}, source=source
    )
    InstitutionFactory(id="hku", name_en="HKU")
    return lab


def read(path="labs/lab", **params):
    response = Client().get(f"/api/v1/{path}/changes/", params)
    assert response.status_code == 200, response.content
    return response.json()


def changes(path="labs/lab"):
    """`[(type, [(object, type, {field: (before, after)})])]`, the latest revision first."""
    return [
        (
            entry["type"],
            [
                (
                    row["object"],
                    row["type"],
                    {field["field"]: (field["before"], field["after"]) for field in row["fields"]},
                )
                for row in entry["changes"]
            ],
        )
        for entry in read(path)["results"]
    ]


def update(model, key, **values):
    next_version()
    model.objects.filter(pk=key).update(**values)


def test_change_names_fields_of_both_tables_with_values_before_and_after(lab):
    update(Lab, "lab", name_en="Second name", established=None, summary_en="New")

    assert changes() == [
        (
            "changed",
            [
                (
                    "record",
                    "changed",
                    {
                        "name_en": ("First name", "Second name"),
                        "summary_en": (None, "New"),
                        "established": ("2012-06", None),
                    },
                )
            ],
        ),
        ("published", []),
    ]
    entry = read()["results"][0]
    assert entry["revision"] == Revision.objects.get().number
    assert entry["changed_at"][:10] == Client().get("/api/v1/labs/lab/").json()["updated_at"][:10]


def test_reference_is_shown_with_its_names(lab):
    update(Lab, "lab", host="hku")

    before, after = changes()[0][1][0][2]["host"]
    assert before is None
    assert (after["id"], after["name"]["en"]) == ("hku", "HKU")


def test_statements_and_relations_are_added_changed_and_deleted(lab):
    next_version()
    RelationFactory(subject=lab, object=Record.objects.get(id="hku"), role="partner")
    update(Statement, "lab.host.source.1", note="Checked")
    next_version()
    Statement.objects.all().delete()

    deleted, changed, added, published = read()["results"]

    assert [row["changes"][0]["object"] for row in (deleted, changed, added)] == [
        "statement",
        "statement",
        "relation",
    ]
    assert [entry["changes"][0]["property"] for entry in (deleted, changed, added)] == [
        "host",
        "host",
        "partner",
    ]
    assert [entry["changes"][0]["type"] for entry in (deleted, changed, added)] == [
        "deleted",
        "changed",
        "added",
    ]
    (row,) = deleted["changes"]
    assert row["id"] == "lab.host.source.1"
    values = {field["field"]: field["before"] for field in row["fields"]}
    assert values["value"] == {"id": "hku"}
    assert values["source"]["id"] == "source"
    assert {field["after"] for field in row["fields"]} == {None}
    assert published["changes"] == []


def test_several_changes_of_a_revision_are_one(lab):
    update(Lab, "lab", name_en="Second name")
    Lab.objects.filter(id="lab").update(name_en="Third name")

    assert changes()[0] == (
        "changed",
        [("record", "changed", {"name_en": ("First name", "Third name")})],
    )


def test_a_revision_that_takes_a_change_back_is_none(lab):
    update(Lab, "lab", name_en="Second name")
    Lab.objects.filter(id="lab").update(name_en="First name")

    assert changes() == [("published", [])]


def test_coordinates_are_text():
    PlaceFactory(id="shenzhen", latitude="22.5", longitude="114.0")
    update(record_models()["places"], "shenzhen", latitude="22.6")

    assert changes("places/shenzhen")[0][1][0][2] == {"latitude": ("22.50000", "22.60000")}


def test_history_of_a_draft_is_not_shown_after_its_publication():
    LabFactory(id="lab", status="draft", name_en="Secret draft", host=None)
    update(Lab, "lab", name_en="Another draft")
    response = Client().get("/api/v1/labs/lab/changes/")
    assert response.status_code == 404

    update(Lab, "lab", status="published", name_en="Public name")

    assert changes() == [("published", [])]
    assert b"draft" not in Client().get("/api/v1/labs/lab/changes/").content


def test_what_changed_while_a_record_was_withdrawn_is_not_shown(lab):
    update(Lab, "lab", status="withdrawn")
    assert Client().get("/api/v1/labs/lab/changes/").status_code == 410
    update(Lab, "lab", name_en="Hidden name")
    update(Lab, "lab", status="published")
    update(Lab, "lab", name_en="Last name")

    assert changes() == [
        ("changed", [("record", "changed", {"name_en": ("Hidden name", "Last name")})]),
        ("published", []),
        ("published", []),
    ]


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_references_to_records_that_are_not_public_are_hidden(lab, status):
    hidden = InstitutionFactory(id="hidden", status=status)
    source = SourceFactory(id="hidden-source", status=status)
    update(Lab, "lab", host="hidden")
    next_version()
    StatementFactory(subject=lab, property="exists", value=True, source=source)
    StatementFactory(subject=lab, property="host", value={"id": "hidden"}, source_id="source")
    RelationFactory(subject=lab, object=hidden, role="partner")
    update(Lab, "lab", host="hku")

    latest, published = changes()

    assert latest[1][0][2]["host"][0] is None
    assert published == ("published", [])
    assert b"hidden" not in Client().get("/api/v1/labs/lab/changes/").content


def test_state_in_which_a_reference_was_a_draft_stays_hidden(lab):
    source = SourceFactory(id="late", status="draft")
    next_version()
    statement = StatementFactory(
        subject=lab, property="exists", value=True, source=source, note="Draft note"
    )
    update(Record, "late", status="published")
    update(Statement, statement.pk, note="Public note")

    assert [row[1] for row in changes()[0][1]] == ["changed"]
    update(Statement, statement.pk, note="Last note")
    assert changes()[0][1][0][2] == {"note": ("Public note", "Last note")}


@pytest.mark.parametrize(
    "remove", [erase_record, lambda id: Institution.objects.get(id=id).delete()]
)
def test_erased_and_deleted_records_are_shown_nowhere(lab, remove):
    InstitutionFactory(id="mistake", name_en="A mistake")
    update(Lab, "lab", host="mistake")
    next_version()
    StatementFactory(subject=lab, property="host", value={"id": "mistake"}, source_id="source")
    update(Lab, "lab", host="hku")
    next_version()
    Statement.objects.filter(value__id="mistake").delete()
    assert b"mistake" in Client().get("/api/v1/labs/lab/changes/").content

    next_version()
    remove("mistake")

    assert b"mistake" not in Client().get("/api/v1/labs/lab/changes/").content
    assert changes()[0][1][0][2]["host"][0] is None
    assert Client().get("/api/v1/institutions/mistake/changes/").status_code == 410


def test_merged_record_leads_to_the_history_of_its_survivor(lab):
    LabFactory(id="duplicate", host=None)
    update(Record, "duplicate", merged_into="lab")

    response = Client().get("/api/v1/labs/duplicate/changes/?page_size=5")

    assert response.status_code == 308
    assert response["Location"] == "/api/v1/labs/lab/changes/?page_size=5"


def test_former_values_of_people_are_not_shown():
    PersonFactory(id="person", name_en="Wrong name")
    update(record_models()["people"], "person", name_en="Right name")

    assert changes("people/person")[0][1][0][2] == {"name_en": (None, "Right name")}
    assert b"Wrong" not in Client().get("/api/v1/people/person/changes/").content


def test_nobody_is_named(lab):
    next_version()
    sign_changes("curator")
    Lab.objects.filter(id="lab").update(name_en="Second name")

    assert b"curator" not in Client().get("/api/v1/labs/lab/changes/").content


def test_pages_of_the_history(lab):
    for number in range(3):
        update(Lab, "lab", name_en=f"Name {number}")

    page = read(page_size=2, page=2)

    assert (page["count"], page["next"]) == (4, None)
    assert page["previous"].endswith("/api/v1/labs/lab/changes/?page_size=2&page=1")
    assert [entry["type"] for entry in page["results"]] == ["changed", "published"]


@pytest.mark.parametrize("query", ["?hots=1", "?name=x", "?fields=id", "?format=csv"])
def test_history_has_no_other_parameters(lab, query):
    assert Client().get(f"/api/v1/labs/lab/changes/{query}").status_code in (400, 406)


@pytest.mark.django_db(transaction=True)
def test_history_is_never_older_than_its_record():
    LabFactory(id="lab", name_en="First name", host=None)
    tag = Client().get("/api/v1/labs/lab/changes/")["ETag"]

    Lab.objects.filter(id="lab").update(name_en="Second name")

    response = Client().get("/api/v1/labs/lab/changes/", headers={"if-none-match": tag})
    assert response.status_code == 200
    assert len(response.json()["results"]) == 2


@pytest.mark.parametrize("resource", FACTORIES)
def test_every_field_of_the_history_is_a_public_column(resource):
    """Whoever adds a column that is not public has to hide it in the history as well."""
    FACTORIES[resource]()
    fields = Client().get(f"/api/v1/{resource}/").json()["results"][0]
    model = record_models()[resource]
    names = [
        field.name
        for table in (Record._meta.db_table, model._meta.db_table)
        for field in history_fields(table)
        if not field.primary_key and field.name != "status"
    ]
    renamed = {"url": "original_url", "latitude": "coordinates", "longitude": "coordinates"}

    hidden = [
        name
        for name in names
        if name not in fields
        and name.removesuffix("_zh").removesuffix("_en") not in fields
        and renamed.get(name) not in fields
    ]
    assert hidden == []


def test_every_field_of_evidence_is_a_public_column():
    lines = {"first_line", "last_line"}
    for model, resource in ((Statement, "statements"), (Relation, "relations")):
        (StatementFactory if model is Statement else RelationFactory)()
        fields = Client().get(f"/api/v1/{resource}/").json()["results"][0]
        names = {field.name for field in history_fields(model._meta.db_table)} - lines
        assert {name.removesuffix("_zh").removesuffix("_en") for name in names} <= fields.keys()
