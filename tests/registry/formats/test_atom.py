"""Atom feeds of lists, latest changes first."""

from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.db import connection

from hkinno.registry.formats import atom
from hkinno.registry.models import Record, Statement
from labs.models import Lab
from tests.factories import InstitutionFactory, LabFactory, RelationFactory, StatementFactory
from tests.list_endpoints import LISTS, for_each_list

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom", "h": "tag:hkinno,2026:atom"}
TAG = "tag:hkinno,2026:"


@pytest.fixture
def next_revision():
    """A function after which writes belong to another revision, as in another transaction."""

    def start_revision():
        with connection.cursor() as cursor:
            cursor.execute("update registry_revision set writer = ''")

    return start_revision


def get_feed(client, url):
    """The root element of a feed."""
    response = client.get(url)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def entry_ids(root):
    return [element.text.removeprefix(TAG) for element in root.findall("a:entry/a:id", ATOM)]


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


def test_entry_has_the_names_summary_and_times_of_the_record(client):
    lab = LabFactory(id="lab", name_zh="實驗室", name_en="Lab", full=True)
    lab.refresh_from_db()

    (entry,) = get_feed(client, "/api/v1/labs/?format=atom&id__in=lab").findall("a:entry", ATOM)

    assert entry.find("a:title", ATOM).text == "實驗室（新增） Lab (added)"
    assert entry.find("a:summary", ATOM).text == (
        "<p>新增</p><p>Added</p><p>一句話。</p><p>A sentence.</p>"
    )
    assert entry.find("a:updated", ATOM).text == lab.updated_at.isoformat()
    assert entry.find("a:published", ATOM).text == lab.created_at.isoformat()
    assert entry.find("a:link", ATOM).get("href") == "http://testserver/api/v1/labs/lab/"
    assert entry.find("h:version", ATOM).text == str(lab.version)
    assert [category.get("term") for category in entry.findall("a:category", ATOM)] == [
        "robotics",
        "space",
    ]


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


def describe(client, **query):
    """The title and the summary of the only entry of a feed of labs."""
    (entry,) = get_feed(client, f"/api/v1/labs/?{urlencode({'format': 'atom'} | query)}").findall(
        "a:entry", ATOM
    )
    return entry.find("a:title", ATOM).text, entry.find("a:summary", ATOM).text


def test_entry_of_a_record_says_what_changed_and_the_new_public_values(client, next_revision):
    host = InstitutionFactory(id="hku", name_zh="港大", name_en="HKU")
    draft = InstitutionFactory(id="secret", status="draft", name_en="Secret")
    lab = LabFactory(id="lab", name_zh="室", name_en="Lab", host=host)
    next_revision()

    Lab.objects.filter(pk="lab").update(established="2012-06", host=draft, name_en="New x<y")
    title, summary = describe(client)

    assert title == (
        "室（更改：依託單位、成立、英文名稱） New x<y (changed: Host, Established, English name)"
    )
    assert summary == (
        "<p>更改：依託單位、成立、英文名稱</p><p>Changed: Host, Established, English name</p>"
        "<p>成立 Established: 2012-06</p><p>英文名稱 English name: New x&lt;y</p>"
    )
    next_revision()

    Lab.objects.filter(pk=lab.pk).update(host=host, website="https://example.org/")
    assert (
        "<p>依託單位 Host: 港大 HKU</p><p>網站 Website: https://example.org/</p>"
        in (describe(client)[1])
    )


def test_entry_of_a_record_counts_what_was_said_about_it(client, next_revision):
    lab = LabFactory(id="lab", name_zh="室", name_en="Lab")
    old, other = StatementFactory.create_batch(2, subject=lab)
    next_revision()
    StatementFactory.create_batch(2, subject=lab)
    Statement.objects.filter(pk=old.pk).update(note="Read again.")
    other.delete()

    assert describe(client)[0] == (
        "室（新增 2 項陳述；更改 1 項陳述；刪除 1 項陳述） "
        "Lab (2 statements added; 1 statement changed; 1 statement deleted)"
    )


def test_entry_of_a_record_that_shows_another_says_so(client, next_revision):
    host = InstitutionFactory(id="hku")
    LabFactory(id="lab", name_zh="室", name_en="Lab", host=host)
    next_revision()
    Record.objects.filter(pk="hku").update(name_en="Renamed")

    assert describe(client)[0] == "室（相關記錄有更改） Lab (a related record changed)"


def test_publication_is_an_addition(client, next_revision):
    LabFactory(id="lab", name_zh="室", name_en="Lab", status="draft")
    next_revision()
    Record.objects.filter(pk="lab").update(status="published", summary_en="Now public.")

    assert describe(client)[0] == "室（新增） Lab (added)"


def test_entries_of_statements_and_relations_are_in_words(client):
    lab = LabFactory(id="lab", name_zh="室", name_en="Lab")
    StatementFactory(id="said", subject=lab, full=True)
    StatementFactory(id="unprinted", subject=lab)
    RelationFactory(
        id="relation", subject=lab, role="partner", object=LabFactory(name_zh="乙", name_en="B")
    )
    Statement.objects.filter(pk="said").update(note="Read again.")

    statements = get_feed(client, "/api/v1/statements/?format=atom").findall("a:entry", ATOM)
    relations = get_feed(client, "/api/v1/relations/?format=atom").findall("a:entry", ATOM)

    assert [entry.find("a:title", ATOM).text for entry in [*statements, *relations]] == [
        "室 · 存在 · true（新增） Lab · Exists · true (added)",
        "室 · 存在 · 實驗室（更改：Note） Lab · Exists · 實驗室 (changed: Note)",
        "室 · 合作夥伴 · 乙（新增） Lab · Partner · B (added)",
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
