"""Cells that spreadsheets leave out, empty or change."""

import io
from datetime import date

import openpyxl
import pytest

from hkinno.registry.models import Statement
from labs.models import Lab
from tests.admin.imports.import_client import (
    CSV,
    XLSX,
    confirm,
    import_errors,
    import_rows,
    upload,
)
from tests.factories import (
    LabFactory,
    SourceFactory,
)

pytestmark = pytest.mark.usefixtures("previews")


def test_short_row_of_a_csv_file_does_not_blank_out_fields(curator, db):
    lab = LabFactory(id="lab", full=True)
    before = Lab.objects.values().get(id="lab")
    file = f"id,name_zh,name_en,summary_zh,established\nlab,{lab.name_zh},Renamed\n"

    preview = upload(curator, Lab, file, CSV)
    confirm(curator, Lab, preview)

    after = Lab.objects.values().get(id="lab")
    changed = {name for name in after if after[name] != before[name]}
    assert changed - {"updated_at", "version"} == {"name_en"}
    assert "missing cells unchanged" in preview.content.decode()
    assert preview.context["result"].short_rows == ["lab"]


def test_short_row_of_a_workbook_does_not_blank_out_fields(curator, db):
    LabFactory(id="lab", full=True)
    book = openpyxl.Workbook()
    book.active.append(["id", "name_en", "host", "budget"])
    book.active.append(["lab", "Renamed"])
    file = io.BytesIO()
    book.save(file)

    import_rows(curator, Lab, file.getvalue(), XLSX)

    lab = Lab.objects.get(id="lab")
    assert (lab.name_en, lab.host_id is None, lab.budget is None) == ("Renamed", False, False)


def test_empty_cell_of_a_csv_file_clears_the_value(curator, db):
    LabFactory(id="lab", full=True)

    import_rows(curator, Lab, "id,established,summary_en\nlab,,\n", CSV)

    lab = Lab.objects.get(id="lab")
    assert (lab.established, lab.summary_en) == (None, "")


def test_short_row_of_a_new_statement_takes_the_defaults(curator, db):
    LabFactory(id="lab")
    SourceFactory(id="source")
    header = "subject,property,value,source,modality,note,id"

    preview = upload(curator, Statement, f"{header}\nlab,exists,true,source\n", CSV)
    confirm(curator, Statement, preview)

    statement = Statement.objects.get()
    assert (statement.modality, statement.note) == ("stated", "")
    assert preview.context["result"].short_rows == ["1"]


def test_row_longer_than_the_header_is_refused(curator, db):
    response = upload(curator, Lab, "id,name_en\nlab,First,Second\n", CSV)

    assert import_errors(response) == ["Line 2 has 3 cells, but there are only 2 columns."]


def test_month_in_an_excel_cell_stays_a_month(curator, db):
    LabFactory(id="lab", established="2016")
    LabFactory(id="other", established="2016")
    book = openpyxl.Workbook()
    for row in (["id", "established"], ["lab", date(2017, 5, 1)], ["other", "2017-06"]):
        book.active.append(row)
    book.active["B2"].number_format = "mmm-yy"
    file = io.BytesIO()
    book.save(file)

    import_rows(curator, Lab, file.getvalue(), XLSX)

    assert dict(Lab.objects.values_list("id", "established")) == {
        "lab": "2017-05",
        "other": "2017-06",
    }


def test_month_in_words_is_refused(curator, db):
    LabFactory(id="lab", established="2016")

    errors = import_errors(upload(curator, Lab, "id,established\nlab,May 2017\n", CSV))

    assert "'May 2017' is not a partial date: write 2012" in errors[1]["established"][0]
