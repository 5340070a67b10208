"""Atom: any list in order of change."""

from xml.etree import ElementTree

import pytest

from hkinno.registry.formats import atom
from hkinno.registry.models import Record
from labs.models import Lab
from tests.factories import LabFactory, RelationFactory, StatementFactory
from tests.list_endpoints import LISTS, for_each_list

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom", "h": "tag:hkinno,2026:atom"}
TAG = "tag:hkinno,2026:"


def feed(client, address):
    """The feed at an address, as its root element."""
    response = client.get(address)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def ids(root):
    return [each.text.removeprefix(TAG) for each in root.findall("a:entry/a:id", ATOM)]


@for_each_list
def test_every_list_is_a_feed_with_an_entry_for_each_row(client, name):
    LISTS[name](full=True)
    listed = client.get(f"/api/v1/{name}/").json()["results"]

    root = feed(client, f"/api/v1/{name}/?format=atom")

    assert sorted(ids(root)) == sorted(f"{name}/{each['id']}" for each in listed)
    assert len(root.findall("a:entry/a:title", ATOM)) == len(listed)


def test_what_changed_last_comes_first(client):
    for key in ("a", "b", "c"):
        LabFactory(id=key)
    Record.objects.filter(pk="b").update(summary_en="Changed.")

    assert ids(feed(client, "/api/v1/labs/?format=atom")) == ["labs/b", "labs/c", "labs/a"]


def test_a_statement_has_changed_with_its_subject(client):
    one, other = LabFactory(id="one"), LabFactory(id="other")
    StatementFactory(id="of-one", subject=one)
    StatementFactory(id="of-other", subject=other)
    Lab.objects.filter(pk="one").update(established="2012")

    root = feed(client, "/api/v1/statements/?format=atom")

    assert ids(root) == ["statements/of-one", "statements/of-other"]


def test_an_entry_says_what_changed_and_when(client):
    lab = LabFactory(id="lab", name_zh="實驗室", name_en="Lab \x07", full=True)
    lab.refresh_from_db()

    (entry,) = feed(client, "/api/v1/labs/?format=atom&id__in=lab").findall("a:entry", ATOM)

    assert entry.find("a:title", ATOM).text == "實驗室 Lab \ufffd"
    assert entry.find("a:summary", ATOM).text == "一句話。 A sentence."
    assert entry.find("a:updated", ATOM).text == lab.updated_at.isoformat()
    assert entry.find("a:published", ATOM).text == lab.created_at.isoformat()
    assert entry.find("a:link", ATOM).get("href") == "http://testserver/api/v1/labs/lab/"
    assert entry.find("h:version", ATOM).text == str(lab.version)
    assert [each.get("term") for each in entry.findall("a:category", ATOM)] == ["robotics", "space"]


def test_to_subscribe_to_a_search_is_to_subscribe_to_its_address(client):
    LabFactory(id="planned", stage="planned")
    LabFactory(id="active")
    LabFactory(id="draft", stage="planned", status="draft")
    address = "/api/v1/labs/?format=atom&stage=planned"

    root = feed(client, address)

    links = {each.get("rel"): each.get("href") for each in root.findall("a:link", ATOM)}
    assert ids(root) == ["labs/planned"]
    assert links == {
        "self": f"http://testserver{address}",
        "alternate": "http://testserver/api/v1/labs/?stage=planned",
    }


def test_an_id_does_not_depend_on_the_host(client):
    LabFactory(id="lab")
    address = "/api/v1/labs/?format=atom"

    here = client.get(address).content
    there = client.get(address, headers={"host": "localhost"}).content

    assert here.replace(b"testserver", b"localhost") == there


def test_a_feed_states_the_revision_of_the_data(client):
    LabFactory(id="lab")
    RelationFactory()
    number = client.get("/api/v1/").json()["revision"]["number"]

    root = feed(client, "/api/v1/labs/?format=atom")

    assert root.find("h:revision", ATOM).text == str(number)
    assert feed(client, "/api/v1/relations/?format=atom").findall("a:entry/h:version", ATOM) == []


def test_a_feed_of_nothing_is_as_old_as_can_be(client):
    root = feed(client, "/api/v1/labs/?format=atom")

    assert root.find("a:updated", ATOM).text == "1970-01-01T00:00:00+00:00"
    assert ids(root) == []


def test_a_feed_has_the_last_changes_and_pages_have_the_rest(client, monkeypatch):
    monkeypatch.setattr(atom, "MAX_ENTRIES", 2)
    for key in ("a", "b", "c"):
        LabFactory(id=key)

    assert ids(feed(client, "/api/v1/labs/?format=atom")) == ["labs/c", "labs/b"]
    second = feed(client, "/api/v1/labs/?format=atom&page_size=2&page=2")
    assert ids(second) == ["labs/a"]


def test_a_feed_is_in_no_order_but_its_own(client):
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
