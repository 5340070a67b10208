"""The public history shows nothing that was not public when it changed, or is not public now."""

import pytest
from django.test import Client

from hkinno.registry.erasure import erase_record
from hkinno.registry.history import history_fields, sign_changes
from hkinno.registry.models import Record, Relation, Statement, record_models
from labs.models import Institution, Lab
from tests.admin.history_client import next_version
from tests.factories import (
    FACTORIES,
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)
from tests.registry.public_history.history_requests import changes, update

pytestmark = pytest.mark.django_db


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
