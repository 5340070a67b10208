"""Tests for the parts of rows that are written in Python."""

import pytest
from django.utils.translation import override

from hkinno.site.html import format_html, join_html
from hkinno.site.relations import RelatedRecord
from hkinno.site.rows_html import passage_html, related_html, relation_html, stage_html

LAB = {"id": "lab", "resource": "labs", "name": {"en": "A lab", "zh-Hant": ""}}
HOST = {"id": "hku", "resource": "institutions", "name": {"en": "HKU & others", "zh-Hant": ""}}
LAB_LINK = '<a href="/en/labs/lab/">A lab</a>'
HOST_LINK = '<a href="/en/institutions/hku/">HKU &amp; others</a>'
MARK = '<span class="mark" aria-hidden="true"></span>'
STATEMENT = {
    "subject": LAB,
    "property": "host",
    "value": HOST,
    "printed": "<港大>",
    "modality": "planned",
    "rank": "normal",
    "as_of": None,
    "rank_reason": None,
    "note": None,
}
PLANNED = '<span class="badge modality-planned">Planned</span>'


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def test_texts_are_escaped_and_html_is_not():
    link = format_html('<a href="{}">{}</a>', "?a&b", "1 < 2")

    assert link == '<a href="?a&amp;b">1 &lt; 2</a>'
    assert join_html(" & ", [link, "'", 3]) == f"{link} &amp; &#x27; &amp; 3"


@pytest.mark.parametrize(
    ("record", "html"),
    [
        ({"stage": "active", "is_overdue": False}, ""),
        ({}, ""),
        ({"stage": "planned"}, '<span class="badge stage-planned">Planned</span>'),
        (
            {"stage": "planned", "is_overdue": True},
            '<span class="badge stage-planned">Planned</span> '
            '<span class="badge overdue">Overdue</span>',
        ),
    ],
)
def test_stage_is_shown_unless_it_is_active(record, html):
    assert stage_html(record) == html


def test_related_record_with_its_post_dates_and_modality():
    title = {"en": "Director", "zh-Hant": "主任"}
    relation = {"record": HOST, "title": title, "since": "2012", "until": "2015-03"}

    assert related_html(RelatedRecord(relation, [], "planned")) == (
        f'{MARK}{HOST_LINK} <span class="post">Director</span> <small>since 2012</small> '
        f"<small>until March 2015</small> {PLANNED}"
    )


def test_related_record_without_more():
    relation = {"record": HOST, "title": None, "since": None, "until": None}

    assert related_html(RelatedRecord(relation, [], "stated")) == f"{MARK}{HOST_LINK}"


@pytest.mark.parametrize(
    ("modality", "role"),
    [("planned", f"Partner {PLANNED}"), ("stated", "Partner"), (None, "Partner")],
)
def test_relation_is_a_row(modality, role):
    relation = {"subject": LAB, "object": HOST, "role": "partner", "modality": modality}

    assert relation_html(relation) == (
        f'<tr><th scope="row">{LAB_LINK}</th><td data-label="Role">{role}</td>'
        f'<td data-label="With">{HOST_LINK}</td></tr>'
    )


@pytest.mark.parametrize("has_lines", [True, False])
def test_passage_says_what_is_printed_and_supported(has_lines):
    printed = '<q lang="zh-Hant" class="printed">&lt;港大&gt;</q>'
    supported = f"{LAB_LINK} · Host: <strong>{HOST_LINK}</strong> {PLANNED}"
    cells = passage_html(STATEMENT, has_lines).split("</td>")

    if has_lines:
        assert [cell.strip() for cell in cells] == [f"<td>{printed}", f"<td>{MARK}{supported}", ""]
    else:
        assert cells == [f"<td>{MARK}{printed}{supported}", ""]


def test_passage_without_a_quotation():
    assert "<q" not in passage_html(STATEMENT | {"printed": None}, has_lines=True)
