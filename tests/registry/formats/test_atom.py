"""Atom feeds of lists, latest changes first."""

import pytest

from hkinno.registry.formats import atom
from hkinno.registry.models import Record
from labs.models import Lab
from tests.factories import LabFactory, RelationFactory, StatementFactory
from tests.list_endpoints import LISTS, for_each_list
from tests.registry.formats.feed_client import ATOM, entry_ids, get_feed

pytestmark = pytest.mark.django_db


@for_each_list
def test_feed_of_every_list_has_an_entry_per_row(client, name):
    LISTS[name](full=True)
    rows = client.get(f"/api/v1/{name}/").json()["results"]

    root = get_feed(client, f"/api/v1/{name}/?format=atom")

    assert sorted(entry_ids(root)) == sorted(f"{name}/{row['id']}" for row in rows)
    assert len(root.findall("a:entry/a:title", ATOM)) == len(rows)


def test_latest_change_comes_first(client):
    for key in ("a", "b", "c"):
        LabFactory(id=key)
    Record.objects.filter(pk="b").update(summary_en="Changed.")

    assert entry_ids(get_feed(client, "/api/v1/labs/?format=atom")) == [
        "labs/b",
        "labs/c",
        "labs/a",
    ]


def test_statement_is_updated_with_its_subject(client, next_revision):
    first, second = LabFactory(id="one"), LabFactory(id="other")
    StatementFactory(id="of-one", subject=first)
    StatementFactory(id="of-other", subject=second)
    next_revision()
    Lab.objects.filter(pk="one").update(established="2012")

    root = get_feed(client, "/api/v1/statements/?format=atom")

    assert entry_ids(root) == ["statements/of-one", "statements/of-other"]


def test_feed_of_a_filtered_list_has_the_filtered_rows(client):
    LabFactory(id="planned", stage="planned")
    LabFactory(id="active")
    LabFactory(id="draft", stage="planned", status="draft")
    url = "/api/v1/labs/?format=atom&stage=planned"

    root = get_feed(client, url)

    links = {link.get("rel"): link.get("href") for link in root.findall("a:link", ATOM)}
    assert entry_ids(root) == ["labs/planned"]
    assert links == {
        "self": f"http://testserver{url}",
        "alternate": "http://testserver/api/v1/labs/?stage=planned",
    }


def test_id_does_not_depend_on_the_host(client):
    LabFactory(id="lab")
    url = "/api/v1/labs/?format=atom"

    first = client.get(url).content
    second = client.get(url, headers={"host": "localhost"}).content

    assert first.replace(b"testserver", b"localhost") == second


def test_feed_has_the_revision_of_the_data(client):
    LabFactory(id="lab")
    RelationFactory()
    number = client.get("/api/v1/").json()["revision"]["number"]

    root = get_feed(client, "/api/v1/labs/?format=atom")

    assert root.find("h:revision", ATOM).text == str(number)
    assert (
        get_feed(client, "/api/v1/relations/?format=atom").findall("a:entry/h:version", ATOM) == []
    )


def test_empty_feed_was_updated_in_1970(client):
    root = get_feed(client, "/api/v1/labs/?format=atom")

    assert root.find("a:updated", ATOM).text == "1970-01-01T00:00:00+00:00"
    assert entry_ids(root) == []


def test_feed_is_limited_and_pages_have_the_rest(client, monkeypatch):
    monkeypatch.setattr(atom, "MAX_ENTRIES", 2)
    for key in ("a", "b", "c"):
        LabFactory(id=key)

    assert entry_ids(get_feed(client, "/api/v1/labs/?format=atom")) == ["labs/c", "labs/b"]
    second = get_feed(client, "/api/v1/labs/?format=atom&page_size=2&page=2")
    assert entry_ids(second) == ["labs/a"]


def test_feed_rejects_ordering(client):
    response = client.get("/api/v1/labs/?format=atom&ordering=id")

    assert response.status_code == 400
    assert response.json()["errors"] == [
        {
            "code": "incompatible-parameters",
            "detail": "“ordering” is not supported with format atom; use json instead.",
            "parameter": "ordering",
            "pointer": None,
            "suggestion": None,
        }
    ]


def test_feed_is_called_by_its_filters(client):
    feed = get_feed(client, "/api/v1/labs/?format=atom&stage=planned&stage=active&page=1")

    assert feed.find("a:title", ATOM).text == "hkinno: labs (stage: planned, active)"
    assert get_feed(client, "/api/v1/labs/?format=atom").find("a:title", ATOM).text == (
        "hkinno: labs"
    )


def test_feed_of_a_search_has_the_texts_of_records(client):
    LabFactory(id="lab", name_zh="肝病", name_en="Liver", summary_en="A < B.")

    (entry,) = get_feed(client, "/api/v1/search/?q=liver&format=atom").findall("a:entry", ATOM)

    assert entry.find("a:summary", ATOM).text.endswith("<p>A &lt; B.</p>")
