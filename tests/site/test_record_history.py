"""The change history on the page of a record and on a page of its own."""

import re

import pytest
from django.test import Client
from django.utils.html import strip_tags

from hkinno.registry.models import Record, Statement
from labs.models import Lab
from tests.admin.history_client import next_version
from tests.factories import (
    InstitutionFactory,
    LabFactory,
    RelationFactory,
    SourceFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab(db):
    InstitutionFactory(id="hku", name_en="HKU", name_zh="港大")
    lab = LabFactory(id="lab", name_en="First name", host=None, external_ids={})
    for change in (
        {"name_en": "Second name", "established": "2012-06"},
        {"host": "hku", "external_ids": {"ror": ["02zhqgq86"]}},
        {"established": None},
    ):
        next_version()
        Lab.objects.filter(pk="lab").update(**change)
    return lab


def entries(path="/en/labs/lab/"):
    """The lines of each revision in the section, the latest first."""
    page = Client().get(path).content.decode()
    section = re.search(r'<ol class="history">(.*)</ol>', page, re.S)[1]
    lines = re.split(r'<div class="when">.*?</div>', section, flags=re.S)[1:]
    items = [re.findall(r"<li>(.*?)</li>|<p>(.*?)</p>", text, re.S) for text in lines]
    return [
        [re.sub(r"\s+", " ", strip_tags("".join(item))).strip() for item in groups]
        for groups in items
    ]


def test_each_revision_shows_its_fields_before_and_after(lab):
    assert entries() == [
        ["changed Established: June 2012 now empty"],
        [
            "changed Host: HKU",
            "changed Open identifier: Research Organization Registry 02zhqgq86",
        ],
        ["changed Established: June 2012", "changed English name: First name → Second name"],
        ["Published, with everything that it then had."],
    ]


def test_history_in_chinese(lab):
    assert entries("/zh-hant/labs/lab/")[1][0] == "更改 依託單位：港大"


def test_statements_and_relations_are_named(lab):
    next_version()
    statement = StatementFactory(
        subject=lab,
        property="host",
        value={"id": "hku"},
        source=SourceFactory(id="source", name_en="An article"),
    )
    RelationFactory(subject=lab, object=Record.objects.get(pk="hku"), role="partner")
    next_version()
    Statement.objects.filter(pk=statement.pk).update(as_of="2017")
    next_version()
    Statement.objects.filter(pk=statement.pk).delete()

    deleted, changed, added = entries()[:3]

    assert deleted == ["removed Host: HKU"]
    assert changed == ["changed Host · As of: 2017"]
    assert added == ["added Host: HKU An article", "added Partner: HKU"]


def test_page_shows_the_latest_changes_and_leads_to_all(lab):
    for number in range(4):
        next_version()
        Lab.objects.filter(pk="lab").update(name_en=f"Name {number}")

    page = Client().get("/en/labs/lab/").content.decode()

    assert len(entries()) == 5
    assert '<a href="/en/labs/lab/changes/">All 8 changes</a>' in page
    assert len(entries("/en/labs/lab/changes/")) == 8
    second = Client().get("/en/labs/lab/changes/?page_size=6&page=2").content.decode()
    assert "Change history of Name 3" in second
    assert 'href="?page_size=6&amp;page=1" rel="prev"' in second


def test_history_of_a_draft_is_not_there(lab):
    Record.objects.filter(pk="lab").update(status="draft")

    assert Client().get("/en/labs/lab/changes/").status_code == 404
