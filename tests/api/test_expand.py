"""`expand`: embed related records."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hkinno.api import revision_cache
from hkinno.registry.rest import list_files, response_limits
from tests.api.test_sparse_fields import LAB
from tests.factories import (
    EventFactory,
    InstitutionFactory,
    LabFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db


def test_expand_embeds_the_record(client, lab):
    record = client.get(LAB, {"expand": "host"}).json()

    assert record["host"] == client.get("/api/v1/institutions/hku/").json()


def test_expand_goes_two_levels_deep(client, lab):
    record = client.get(LAB, {"expand": "host.place,statements.source,relations.record"}).json()

    assert record["host"]["place"] == client.get("/api/v1/places/pok-fu-lam/").json()
    assert record["statements"][0]["source"] == client.get("/api/v1/sources/article/").json()
    partner = client.get("/api/v1/institutions/tencent/").json()
    assert record["relations"][0]["record"] == partner


def test_expand_embeds_statements_of_an_expanded_record(client, lab):
    StatementFactory(id="of-host", subject=lab.host, source=SourceFactory())

    record = client.get(LAB, {"expand": "host.statements,sources,part_of"}).json()

    assert [statement["id"] for statement in record["host"]["statements"]] == ["of-host"]
    assert record["sources"] == [client.get("/api/v1/sources/article/").json()]
    assert record["part_of"] is None
    assert "statements" not in record


def test_statements_and_relations_expand_their_records(client, lab):
    statement = client.get("/api/v1/statements/said/", {"expand": "subject.host,source"}).json()
    (relation,) = client.get("/api/v1/relations/", {"expand": "object"}).json()["results"]

    assert statement["subject"]["host"]["place"]["id"] == "pok-fu-lam"
    assert statement["source"] == client.get("/api/v1/sources/article/").json()
    assert relation["object"] == client.get("/api/v1/institutions/tencent/").json()


def test_expanded_field_is_included_without_being_in_fields(client, lab):
    assert list(client.get(LAB, {"fields": "id", "expand": "host"}).json()) == ["id", "host"]
    assert client.get(LAB, {"fields": "host.established", "expand": "host"}).json() == {
        "host": {"established": None}
    }


def test_draft_is_null_when_expanded(client):
    LabFactory(id="lab", host=InstitutionFactory(status="draft"))

    assert client.get(LAB, {"expand": "host"}).json()["host"] is None


def test_number_of_expanded_records_is_limited(client, lab, monkeypatch):
    monkeypatch.setattr(response_limits, "MAX_EXPANDED", 1)

    assert client.get(LAB, {"expand": "host"}).status_code == 200
    RelationFactory(subject=lab, role="partner", object=InstitutionFactory())
    (error,) = client.get(LAB, {"expand": "relations.record"}).json()["errors"]
    assert error["code"] == "limit-exceeded"


def test_record_expanded_several_times_counts_each_time(client, monkeypatch):
    """Statements count like records."""
    monkeypatch.setattr(response_limits, "MAX_EXPANDED", 5)
    article = SourceFactory()
    labs = [LabFactory() for _number in range(3)]
    for lab in labs:
        StatementFactory(subject=lab, source=article)

    def status_code(**query):
        return client.get("/api/v1/labs/", query).status_code

    assert status_code(expand="statements") == 200  # three statements
    assert status_code(expand="statements.source") == 400  # and the same source three times
    assert status_code(expand="statements.source", page_size="2") == 200
    assert status_code(expand="sources.supported_statements") == 400  # three times three
    assert status_code(expand="sources.supported_statements", page_size="1") == 200
    monkeypatch.setattr(response_limits, "MAX_EXPANDED", 2)
    assert status_code(expand="sources.supported_statements", page_size="1") == 400


def test_number_of_expanded_records_is_limited_in_files(client, monkeypatch):
    monkeypatch.setattr(list_files, "EXPANDED_CHUNK_ROWS", 1)
    monkeypatch.setattr(response_limits, "MAX_EXPANDED", 3)
    url = "/api/v1/labs/?format=jsonl&expand=host"
    LabFactory.create_batch(3, host=InstitutionFactory())
    accepted = client.get(url)
    LabFactory(host=InstitutionFactory())

    rejected = client.get(url)

    assert len(accepted.getvalue().splitlines()) == 3
    assert rejected.json()["code"] == "limit-exceeded"
    assert "download the data dump" in rejected.json()["detail"]


def test_number_of_expanded_rows_is_limited_in_files(client, monkeypatch):
    monkeypatch.setattr(list_files, "MAX_EXPANDED", 2)
    monkeypatch.setattr(response_limits, "MAX_EXPANDED", 2)
    LabFactory.create_batch(3)

    response = client.get("/api/v1/labs/?format=jsonl&expand=host")

    assert response.json()["code"] == "limit-exceeded"


def test_files_have_expanded_records(client):
    for _number in range(25):
        StatementFactory(subject=LabFactory(host=InstitutionFactory()))

    lines = client.get("/api/v1/labs/?format=jsonl&expand=host,statements.source").getvalue()

    query = "format=jsonl&expand=supported_statements"
    sources = client.get(f"/api/v1/sources/?{query}").getvalue().splitlines()

    assert all(json.loads(line)["supported_statements"] for line in sources)
    rows = [json.loads(line) for line in lines.splitlines()]
    assert len(rows) == 25
    assert all(row["host"]["kind"] and row["statements"] for row in rows)


@pytest.mark.parametrize(
    "address",
    [
        "relations/?expand=subject.host",
        "relations/?expand=object.supported_statements",
        "statements/?expand=subject.administrator",
        "search/?q=a&expand=host",
        "search/?q=a&expand=supported_statements",
    ],
)
def test_expand_ignores_rows_of_resources_without_the_field(client, address):
    """A path that only some of the rows have is expanded in those."""
    lab = LabFactory(id="lab", name_en="a")
    event = EventFactory(id="event", name_en="a")
    RelationFactory(subject=event, role="about", object=lab)
    StatementFactory(subject=lab)
    StatementFactory(subject=event)

    rows = client.get(f"/api/v1/{address}").json()["results"]

    assert rows
    for row in rows:
        ends = [row[end] for end in ("subject", "object") if end in row] or [row]
        assert {end["id"] for end in ends} & {"lab", "event"}


def test_expand_can_be_combined_with_nested_fields(client, lab):
    host = client.get(LAB, {"fields": "id,host.name", "expand": "host.place"}).json()["host"]
    place_id = client.get(LAB, {"fields": "host.place.id", "expand": "host.place"}).json()["host"]
    full = client.get(LAB, {"fields": "host", "expand": "host.place"}).json()["host"]

    assert sorted(host) == ["name", "place"]
    assert host["place"] == full["place"]
    assert "coordinates" in full["place"]
    assert place_id == {"place": {"id": full["place"]["id"]}}


def test_number_of_queries_of_expand_does_not_depend_on_the_number_of_rows(client):
    query_counts = []
    for count in (1, 9):
        LabFactory.create_batch(count, full=True)
        revision_cache.values.clear()
        query = {"expand": "host.place,statements.source,relations.record.statements"}
        with CaptureQueriesContext(connection) as queries:
            response = client.get(
                "/api/v1/labs/", query | {"page_size": "100", "omit": "relations"}
            )
        query_counts.append(len(queries))

    assert len(response.json()["results"]) >= 10
    assert query_counts[0] == query_counts[1]
