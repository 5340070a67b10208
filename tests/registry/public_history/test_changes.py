"""The public history: what changed of a record, its statements and relations."""

import pytest
from django.test import Client

from hkinno.registry.models import Record, Revision, Statement, record_models
from labs.models import Lab
from tests.admin.history_client import next_version
from tests.factories import LabFactory, PlaceFactory, RelationFactory
from tests.registry.public_history.history_requests import changes, read, update

pytestmark = pytest.mark.django_db


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
