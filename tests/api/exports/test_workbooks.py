"""Workbooks as a person opens them."""

from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from hkinno.api.renderers import xlsx
from tests.api.exports.export_readers import sheet, workbook
from tests.factories import FACTORIES, LabFactory

pytestmark = pytest.mark.django_db


def test_numbers_and_days_are_typed_and_long_texts_are_cut(client):
    FACTORIES["events"](id="event", full=True, summary_en="x" * 40_000)
    LabFactory(id="lab", full=True)

    fields = "id,edition,starts,summary"
    (event,) = workbook(client.get(f"/api/v1/events/?format=xlsx&id__in=event&fields={fields}"))
    (lab,) = workbook(client.get("/api/v1/labs/?format=xlsx&id__in=lab"))

    assert (event["edition"], event["starts"]) == (3, datetime(2017, 9, 22))  # noqa: DTZ001
    assert (lab["established"], lab["budget_value"]) == ("2012-06", 2_800_000_000)
    assert lab["established_from"] == datetime(2012, 6, 1)  # noqa: DTZ001
    assert len(event["summary_en"]) == 32_767
    assert event["summary_en"].endswith("x…")


def test_header_is_bold_and_stays_and_columns_have_filters_and_widths(client):
    LabFactory(id="lab", name_zh="實驗室" * 5, name_en="L")

    labs = sheet(client.get("/api/v1/labs/?format=xlsx"))

    columns = {cell.value: cell for cell in labs[1]}
    widths = {name: labs.column_dimensions[columns[name].column_letter].width for name in columns}
    assert all(cell.font.bold for cell in labs[1])
    assert labs.freeze_panes == "A2"
    assert labs.auto_filter.ref == labs.dimensions
    assert (widths["name_en"], widths["name_zh"]) == (10, 32)


def test_urls_are_links_as_many_as_a_sheet_may_have(client, monkeypatch):
    monkeypatch.setattr(xlsx, "MAX_LINKS", 1)
    LabFactory(id="a")
    LabFactory(id="b")

    labs = sheet(client.get("/api/v1/labs/?format=xlsx"))

    links = [row[-1].hyperlink and row[-1].hyperlink.target for row in labs.iter_rows(min_row=2)]
    assert links == ["http://testserver/api/v1/labs/a/", None]


def test_second_sheet_explains_the_columns_the_licence_and_the_revision(client):
    LabFactory(id="lab")
    number = client.get("/api/v1/").json()["revision"]["number"]

    response = client.get("/api/v1/labs/?format=xlsx&stage=active")

    about = load_workbook(BytesIO(response.getvalue()))["about"]
    lines = {name: text for name, text, *_ in about.iter_rows(values_only=True)}
    assert lines["source"] == "http://testserver/api/v1/labs/?format=xlsx&stage=active"
    assert lines["revision"] == str(number)
    assert lines["licence"].startswith("Creative Commons Zero")
    assert lines["citation (en)"].startswith("hkinno: An open registry")
    assert lines["kind"] == "What kind of laboratory it is."


def test_list_without_a_revision_has_a_workbook(client):
    response = client.get("/api/v1/vocabularies/?format=xlsx")

    assert load_workbook(BytesIO(response.getvalue())).sheetnames == ["vocabularies", "about"]
