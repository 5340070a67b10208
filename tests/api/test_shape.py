"""What of a row is shown: `fields`, `omit`, `expand`."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hkinno.registry import weighing
from tests.factories import (
    EventFactory,
    InstitutionFactory,
    LabFactory,
    PersonFactory,
    PlaceFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db
LAB = "/api/v1/labs/lab/"


@pytest.fixture
def lab():
    """A lab with a host in a place, a partner, and a statement of an article."""
    place = PlaceFactory(id="pok-fu-lam", name_en="Pok Fu Lam")
    made = LabFactory(id="lab", host=InstitutionFactory(id="hku", place=place))
    RelationFactory(subject=made, role="partner", object=InstitutionFactory(id="tencent"))
    StatementFactory(id="said", subject=made, source=SourceFactory(id="article"))
    return made


def test_fields_leaves_only_those(client, lab):
    query = {"fields": "id,host.name.en,relations.role"}
    shown = {
        "id": "lab",
        "host": {"name": {"en": "Name of hku"}},
        "relations": [{"role": "partner"}],
    }

    assert client.get(LAB, query).json() == shown
    assert client.get("/api/v1/labs/", query).json()["results"] == [shown]


def test_an_object_that_is_named_whole_is_shown_whole(client, lab):
    record = client.get(LAB, {"fields": "host,host.id"}).json()

    assert list(record) == ["host"]
    assert sorted(record["host"]) == ["id", "name", "resource", "url"]


def test_omit_leaves_those_out(client, lab):
    whole = client.get(LAB).json()
    less = client.get(LAB, {"omit": "relations,sources,host.url"}).json()

    assert [key for key in whole if key not in less] == ["relations", "sources"]
    assert sorted(less["host"]) == ["id", "name", "resource"]


def test_fields_and_omit_work_together(client, lab):
    assert client.get(LAB, {"fields": "id,stage,kind", "omit": "kind"}).json() == {
        "id": "lab",
        "stage": "active",
    }


def test_a_null_object_stays_null(client):
    LabFactory(id="lab")

    assert client.get(LAB, {"fields": "host.name", "omit": "place.url"}).json() == {"host": None}


def test_expand_shows_the_whole_record(client, lab):
    record = client.get(LAB, {"expand": "host"}).json()

    assert record["host"] == client.get("/api/v1/institutions/hku/").json()


def test_expand_goes_two_levels_deep(client, lab):
    record = client.get(LAB, {"expand": "host.place,statements.source,relations.record"}).json()

    assert record["host"]["place"] == client.get("/api/v1/places/pok-fu-lam/").json()
    assert record["statements"][0]["source"] == client.get("/api/v1/sources/article/").json()
    partner = client.get("/api/v1/institutions/tencent/").json()
    assert record["relations"][0]["record"] == partner


def test_expand_shows_statements_of_what_is_expanded(client, lab):
    StatementFactory(id="of-host", subject=lab.host, source=SourceFactory())

    record = client.get(LAB, {"expand": "host.statements,sources,part_of"}).json()

    assert [each["id"] for each in record["host"]["statements"]] == ["of-host"]
    assert record["sources"] == [client.get("/api/v1/sources/article/").json()]
    assert record["part_of"] is None
    assert "statements" not in record


def test_statements_and_relations_expand_their_ends(client, lab):
    statement = client.get("/api/v1/statements/said/", {"expand": "subject.host,source"}).json()
    (relation,) = client.get("/api/v1/relations/", {"expand": "object"}).json()["results"]

    assert statement["subject"]["host"]["place"]["id"] == "pok-fu-lam"
    assert statement["source"] == client.get("/api/v1/sources/article/").json()
    assert relation["object"] == client.get("/api/v1/institutions/tencent/").json()


def test_what_is_expanded_is_wanted_without_being_named(client, lab):
    assert list(client.get(LAB, {"fields": "id", "expand": "host"}).json()) == ["id", "host"]
    assert client.get(LAB, {"fields": "host.established", "expand": "host"}).json() == {
        "host": {"established": None}
    }


def test_a_draft_stays_null_when_expanded(client):
    LabFactory(id="lab", host=InstitutionFactory(status="draft"))

    assert client.get(LAB, {"expand": "host"}).json()["host"] is None


@pytest.mark.parametrize(
    ("name", "value", "code", "suggestion"),
    [
        ("fields", "nmae", "unknown-value", "name"),
        ("fields", "host.nam", "unknown-value", "host.name"),
        ("fields", "host.established", "unknown-value", None),
        ("fields", "statements", "unknown-value", None),
        ("fields", "", "unknown-value", None),
        ("omit", "kindd", "unknown-value", "kind"),
        ("expand", "hosts", "unknown-value", "host"),
        ("expand", "host.plaec", "unknown-value", "host.place"),
        ("expand", "kind", "unknown-value", None),
        ("expand", "host.place.part_of", "too-deep", None),
        ("expand", "relations", "unknown-value", "relations.record"),
    ],
)
def test_a_name_that_does_not_exist_is_refused(client, lab, name, value, code, suggestion):
    for address in (LAB, "/api/v1/labs/"):
        (error,) = client.get(address, {name: value}).json()["errors"]

        assert (error["parameter"], error["code"]) == (name, code)
        if suggestion:
            assert error["suggestion"] == suggestion


def test_a_list_of_names_may_be_given_in_parts(client, lab):
    """As clients do that are made from the document, and do not know of commas."""
    assert list(client.get(LAB, {"fields": ["id", "stage,name"]}).json()) == ["id", "name", "stage"]


def test_so_many_records_at_most_are_shown_whole(client, lab, monkeypatch):
    monkeypatch.setattr(weighing, "MOST", 1)

    assert client.get(LAB, {"expand": "host"}).status_code == 200
    RelationFactory(subject=lab, role="partner", object=InstitutionFactory())
    (error,) = client.get(LAB, {"expand": "relations.record"}).json()["errors"]
    assert error["code"] == "too-many-records"


def test_what_stands_in_several_places_counts_in_each(client, monkeypatch):
    """And statements count like records: an answer has a size, whatever it is made of."""
    monkeypatch.setattr(weighing, "MOST", 5)
    article = SourceFactory()
    labs = [LabFactory() for _number in range(3)]
    for lab in labs:
        StatementFactory(subject=lab, source=article)

    def ask(**query):
        return client.get("/api/v1/labs/", query).status_code

    assert ask(expand="statements") == 200  # three statements
    assert ask(expand="statements.source") == 400  # with one source, three times
    assert ask(expand="statements.source", page_size="2") == 200
    assert ask(expand="sources.supported_statements") == 400  # three times three
    assert ask(expand="sources.supported_statements", page_size="1") == 200
    monkeypatch.setattr(weighing, "MOST", 2)
    assert ask(expand="sources.supported_statements", page_size="1") == 400


def test_a_file_is_never_refused_in_the_midst_of_it(client, monkeypatch):
    monkeypatch.setattr(weighing, "MOST", 1)
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
def test_rows_of_another_resource_stay_as_they_are(client, address):
    """A path that some of the rows have is expanded in those."""
    lab = LabFactory(id="lab", name_en="a")
    event = EventFactory(id="event", name_en="a")
    RelationFactory(subject=event, role="about", object=lab)
    StatementFactory(subject=lab)
    StatementFactory(subject=event)

    rows = client.get(f"/api/v1/{address}").json()["results"]

    assert rows
    for row in rows:
        ends = [row[end] for end in ("subject", "object") if end in row] or [row]
        assert {each["id"] for each in ends} & {"lab", "event"}


def test_what_is_expanded_is_shown_beside_what_is_named_with_it(client, lab):
    host = client.get(LAB, {"fields": "id,host.name", "expand": "host.place"}).json()["host"]
    named = client.get(LAB, {"fields": "host.place.id", "expand": "host.place"}).json()["host"]
    whole = client.get(LAB, {"fields": "host", "expand": "host.place"}).json()["host"]

    assert sorted(host) == ["name", "place"]
    assert host["place"] == whole["place"]
    assert "coordinates" in whole["place"]
    assert named == {"place": {"id": whole["place"]["id"]}}


def test_expanding_costs_the_same_for_one_row_as_for_many(client):
    costs = []
    for more in (1, 9):
        LabFactory.create_batch(more, full=True)
        query = {"expand": "host.place,statements.source,relations.record.statements"}
        with CaptureQueriesContext(connection) as queries:
            response = client.get(
                "/api/v1/labs/", query | {"page_size": "100", "omit": "relations"}
            )
        costs.append(len(queries))

    assert len(response.json()["results"]) >= 10
    assert costs[0] == costs[1]


def test_a_table_has_the_columns_that_are_left(client, lab):
    query = {"format": "csv", "fields": "id,host.name,kind", "omit": "host.name.en"}
    table = b"".join(client.get("/api/v1/labs/", query).streaming_content).decode()

    assert table.splitlines()[0] == '"id","kind","host.name.zh-Hant"'
    assert client.get("/api/v1/labs/", {"format": "csv", "expand": "host"}).status_code == 400


def test_json_lines_are_shaped_like_the_list(client, lab):
    PersonFactory()
    query = {"fields": "id", "expand": "host"}
    lines = b"".join(client.get("/api/v1/labs/", query | {"format": "jsonl"}).streaming_content)

    assert lines.decode().strip() == client.get("/api/v1/labs/", query).content.decode().partition(
        '"results":['
    )[2].removesuffix("]}")
