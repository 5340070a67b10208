"""What the entries of Atom feeds say of a change."""

from urllib.parse import urlencode

import pytest

from hkinno.registry.models import Record, Statement
from labs.models import Lab
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)
from tests.registry.formats.feed_client import ATOM, get_feed

pytestmark = pytest.mark.django_db


def describe(client, **query):
    """The title and the summary of the only entry of a feed of labs."""
    (entry,) = get_feed(client, f"/api/v1/labs/?{urlencode({'format': 'atom'} | query)}").findall(
        "a:entry", ATOM
    )
    return entry.find("a:title", ATOM).text, entry.find("a:summary", ATOM).text


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


def test_entry_of_a_record_does_not_count_what_is_not_public(client, next_revision):
    lab = LabFactory(id="lab", name_zh="室", name_en="Lab")
    draft = SourceFactory(id="draft", status="draft")
    next_revision()
    StatementFactory(subject=lab)
    StatementFactory(subject=lab, source=draft)
    RelationFactory(subject=lab, role="partner", object=LabFactory(id="other", status="draft"))

    assert describe(client)[0] == "室（新增 1 項陳述） Lab (1 statement added)"


def test_entries_of_statements_and_relations_are_in_words(client, next_revision):
    lab = LabFactory(id="lab", name_zh="室", name_en="Lab")
    StatementFactory(id="said", subject=lab, full=True)
    StatementFactory(id="unprinted", subject=lab)
    RelationFactory(
        id="relation", subject=lab, role="partner", object=LabFactory(name_zh="乙", name_en="B")
    )
    next_revision()
    Statement.objects.filter(pk="said").update(note="Read again.")

    statements = get_feed(client, "/api/v1/statements/?format=atom").findall("a:entry", ATOM)
    relations = get_feed(client, "/api/v1/relations/?format=atom").findall("a:entry", ATOM)

    assert [entry.find("a:title", ATOM).text for entry in [*statements, *relations]] == [
        "室 · 存在 · true（新增） Lab · Exists · true (added)",
        "室 · 存在 · 實驗室（更改：Note） Lab · Exists · 實驗室 (changed: Note)",
        "室 · 合作夥伴 · 乙（新增） Lab · Partner · B (added)",
    ]
