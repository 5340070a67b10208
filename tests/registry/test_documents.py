"""Tests for stored documents: the same answers as without them, and never an outdated one."""

import orjson
import pytest
from django.core.management import call_command
from django.db import connection

from hkinno.registry.models import Document, Place, Record, Relation, Source, Statement
from hkinno.registry.rest import documents
from hkinno.registry.rest.documents import build_id, make_documents
from hkinno.registry.rest.expand import get_viewset
from labs.models import Institution, Lab
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    PlaceFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)
from tests.list_endpoints import LISTS, for_each_list

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stored_documents")]
LAB = "/api/v1/labs/lab/"


@pytest.fixture
def lab():
    """A lab that shows a host, a place, a partner and a source."""
    lab = LabFactory(id="lab", host=InstitutionFactory(id="host"), place=PlaceFactory(id="place"))
    RelationFactory(id="partner", subject=lab, role="partner", object=InstitutionFactory(id="ally"))
    StatementFactory(id="statement", subject=lab, source=SourceFactory(id="source"))
    return lab


@for_each_list
def test_stored_and_fresh_documents_are_equal(client, monkeypatch, name):
    LISTS[name].create_batch(3, full=True)
    url = f"/api/v1/{name}/"
    made, stored = client.get(url), client.get(url)
    monkeypatch.setattr(documents, "may_store_documents", lambda: False)
    fresh = client.get(url)

    assert Document.objects.exists()
    assert made.content == stored.content == fresh.content


def test_stored_document_is_read_instead_of_made(client, lab):
    client.get(LAB)
    Document.objects.filter(id="record/lab").update(body='{"from": "the table"}')

    assert client.get(LAB).json() == {"from": "the table"}


def test_urls_in_stored_documents_are_those_of_the_host_of_the_request(client, lab):
    assert client.get(LAB).json()["url"] == "http://testserver/api/v1/labs/lab/"
    assert client.get(LAB, headers={"host": "localhost"}).json()["host"]["url"] == (
        "http://localhost/api/v1/institutions/host/"
    )


def test_text_that_looks_like_the_placeholder_is_left_alone(client, lab):
    text = r'\u0002/ "\u0002/'
    Lab.objects.filter(pk="lab").update(summary_en=text)

    assert [client.get(LAB).json()["summary"]["en"] for _request in range(2)] == [text, text]


def write_with_sql(statement):
    def write():
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return write


def save_host():
    host = Institution.objects.get(pk="host")
    host.name_en = "Another name"
    host.save()


def bulk_update_place():
    place = Place.objects.get(pk="place")
    place.name_zh = "另一地"
    Place.objects.bulk_update([place], ["name_zh"])


WRITES = {
    "save() of the host": save_host,
    "update() of the lab": lambda: Lab.objects.filter(pk="lab").update(stage="ended"),
    "update() of a child column": lambda: Lab.objects.filter(pk="lab").update(established="1999"),
    "bulk_update() of the place": bulk_update_place,
    "new relation": lambda: RelationFactory(
        subject=Lab.objects.get(pk="lab"), role="partner", object=InstitutionFactory()
    ),
    "changed relation": lambda: Relation.objects.filter(pk="partner").update(since="2017"),
    "deleted relation": lambda: Relation.objects.filter(pk="partner").delete(),
    "withdrawn partner": lambda: Record.objects.filter(pk="ally").update(status="draft"),
    "new statement": lambda: StatementFactory(subject=Lab.objects.get(pk="lab")),
    "deleted statement": lambda: Statement.objects.filter(pk="statement").delete(),
    "SQL on the source": write_with_sql(
        "update registry_record set name_en = 'Renamed' where id = 'source'"
    ),
    "SQL on the date of the source": write_with_sql(
        "update registry_source set published = '[2030-01-01,2030-01-02)', "
        "published_basis = 'printed' where record_ptr_id = 'source'"
    ),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("path", ["labs/", "labs/lab/", "labs/lab/?expand=statements,host"])
def test_answer_after_a_write_is_not_outdated(client, monkeypatch, lab, path, write):
    url = f"/api/v1/{path}"
    before = client.get(url).content
    assert client.get(url).content == before
    write()
    after = client.get(url).content
    monkeypatch.setattr(documents, "may_store_documents", lambda: False)

    assert after != before
    assert after == client.get(url).content


@pytest.mark.parametrize(
    ("path", "write"),
    [
        ("statements/statement/", WRITES["SQL on the source"]),
        ("statements/statement/", lambda: Source.objects.filter(pk="source").update(file="b.txt")),
        ("statements/statement/", WRITES["update() of the lab"]),
        ("relations/partner/", WRITES["changed relation"]),
        ("relations/partner/", WRITES["update() of the lab"]),
        ("sources/source/", WRITES["new statement"]),
        ("sources/source/", lambda: StatementFactory(source=Source.objects.get(pk="source"))),
    ],
)
def test_evidence_and_sources_after_a_write_are_not_outdated(client, monkeypatch, lab, path, write):
    url = f"/api/v1/{path}"
    client.get(url)
    write()
    after = client.get(url).content
    monkeypatch.setattr(documents, "may_store_documents", lambda: False)

    assert after == client.get(url).content


def test_published_reference_of_a_statement_makes_the_document_of_its_subject_outdated(client, lab):
    draft = InstitutionFactory(id="later", status="draft")
    StatementFactory(subject=lab, property="host", value={"id": "later"})
    assert client.get(LAB).json()["statement_count"] == 1
    draft.status = "published"
    draft.save()

    assert client.get(LAB).json()["statement_count"] == 2


def test_document_of_another_build_is_replaced(client, lab):
    client.get(LAB)
    Document.objects.update(build="another", body="{}")

    assert client.get(LAB).json()["id"] == "lab"
    assert set(Document.objects.values_list("build", flat=True)) == {build_id()}


def test_document_made_from_an_old_version_does_not_replace_a_newer_one(client, lab):
    viewset = get_viewset(Lab)
    old = make_documents(viewset, ["lab"])
    Lab.objects.filter(pk="lab").update(stage="ended")
    client.get(LAB)
    documents.store_documents(viewset, old)

    assert orjson.loads(Document.objects.get(pk="record/lab").body)["stage"] == "ended"


@pytest.mark.parametrize(
    ("model", "key", "document"),
    [
        (Lab, "lab", "record/lab"),
        (Statement, "statement", "statement/statement"),
        (Relation, "partner", "relation/partner"),
    ],
)
def test_document_is_deleted_with_its_row(client, lab, model, key, document):
    for path in ("labs", "statements", "relations"):
        client.get(f"/api/v1/{path}/")
    assert Document.objects.filter(pk=document).exists()
    model.objects.filter(pk=key).delete()

    assert not Document.objects.filter(pk=document).exists()


def test_row_that_is_deleted_while_its_document_is_made_is_not_found(client, lab, monkeypatch):
    monkeypatch.setattr(documents, "make_documents", lambda viewset, keys: {})

    assert client.get(LAB).status_code == 404
    assert client.get("/api/v1/labs/").json()["results"] == []


def test_request_is_answered_though_documents_cannot_be_stored(client, lab, monkeypatch):
    monkeypatch.setattr(documents, "STORE", "insert into no_such_table select %s, %s, %s, %s")

    assert client.get(LAB).json()["id"] == "lab"
    assert not Document.objects.exists()


def test_command_warm_stores_all_documents(client, lab, capsys, django_assert_num_queries):
    client.get(LAB)
    Document.objects.create(id="record/old", version=1, build="another", body="{}")
    call_command("warm")

    output = capsys.readouterr().out
    assert "labs: 1\n" in output
    assert output.endswith("7 rows have documents; deleted 1 of other versions.\n")
    assert Document.objects.count() == 7
    assert str(Document.objects.get(pk="record/lab")) == "record/lab"
    with django_assert_num_queries(1):
        client.get("/api/v1/labs/")
