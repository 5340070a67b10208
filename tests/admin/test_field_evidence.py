"""Evidence beside the fields that it supports."""

import re

import pytest

from labs.models import Lab
from tests.admin.admin_client import admin_url
from tests.factories import InstitutionFactory, LabFactory, SourceFactory, StatementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab(db):
    return LabFactory(id="lab", host=InstitutionFactory(id="hku"))


def beside(client, field, language="en"):
    """The text of the evidence beside a field of the form."""
    headers = {"accept-language": language}
    page = client.get(admin_url(Lab, "change", "lab"), headers=headers).content.decode()
    match = re.search(rf'id="id_{field}_helptext">.*?<ul class="evidence">(.*?)</ul>', page, re.S)
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", match[1])).strip() if match else None


def test_words_source_lines_and_modality_stand_beside_the_field(curator, lab):
    source = SourceFactory(id="wenweipo", name_en="A hub", name_zh="港建中心", status="draft")
    StatementFactory(
        subject=lab,
        property="host",
        value={"id": "hku"},
        source=source,
        printed="香港大學",
        first_line=206,
        last_line=207,
        modality="planned",
        as_of="2017",
        rank="deprecated",
        rank_reason="A misprint",
    )

    assert beside(curator, "host") == (
        "hku 香港大學 A hub · lines 206–207 · as of 2017 · Planned · Deprecated · Draft"
    )
    chinese = beside(curator, "host", "zh-HK")
    assert chinese.startswith("hku 香港大學 港建中心 · 第 206–207 行 · 截至2017")
    assert not re.search("[A-Z]", chinese)
    assert beside(curator, "established") is None


def test_existence_stands_beside_the_stage_and_only_some_statements_are_shown(curator, lab):
    for number in range(8):
        StatementFactory(subject=lab, source=SourceFactory(id=f"source-{number}"))

    text = beside(curator, "stage")

    assert text.count("true") == 6
    assert text.endswith("2 more statements")


def test_the_next_form_shows_nothing_of_the_last(curator, lab):
    StatementFactory(subject=lab, property="name_en", value="Name")
    assert "Name" in beside(curator, "name_en")

    lab.statements.all().delete()
    StatementFactory(subject=lab)

    assert beside(curator, "name_en") is None
