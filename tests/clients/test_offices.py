"""Exported lists in LibreOffice and R."""

import csv
import shutil
import subprocess
from datetime import date
from urllib.request import urlopen

import pytest

LISTS = ("labs", "programmes", "events", "sources", "observations")
CSV_OF_ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
UTF_8 = "--infilter=CSV:44,34,76,1"  # of text; from a menu, LibreOffice finds it by the mark
# Stops if a column has another type, a date is invalid or Chinese text is damaged.
R_SCRIPT = """
for (mark in c("", "-bom")) {
  data <- read.csv(paste0("programmes", mark, ".csv"), na.strings = "",
                   fileEncoding = if (mark == "") "UTF-8" else "UTF-8-BOM")
  stopifnot(names(data)[1] == "id", nrow(data) > 50, is.numeric(data$budget_value))
  stopifnot(sum(data$budget_value, na.rm = TRUE) > 1e9)
  stopifnot(all(nchar(na.omit(data$launched_from)) == 10))
  stopifnot(!anyNA(as.Date(na.omit(data$launched_from))))
  stopifnot(is.logical(as.logical(data$is_overdue)), !anyNA(as.logical(data$is_overdue)))
  stopifnot(any(grepl("\\u8a08\\u5283", data$name_zh)))
}
"""


@pytest.fixture(scope="module")
def folder(api, tmp_path_factory):
    """The exports as files."""
    folder = tmp_path_factory.mktemp("exports")
    for name in LISTS:
        for suffix, query in (
            (".csv", "format=csv"),
            ("-bom.csv", "format=csv&bom=1"),
            (".xlsx", "format=xlsx"),
        ):
            with urlopen(f"{api}{name}/?{query}") as response:
                (folder / f"{name}{suffix}").write_bytes(response.read())
    return folder


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def convert(folder, target, *names):
    """Open files in LibreOffice and save them in another format, in the folder `out`."""
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [
            "soffice",
            profile,
            "--headless",
            UTF_8,
            "--convert-to",
            target,
            "--outdir",
            "out",
            *names,
        ],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=300,
    )


def test_libreoffice_opens_workbooks(folder):
    convert(folder, CSV_OF_ALL_SHEETS, *(f"{name}.xlsx" for name in LISTS))

    for name in LISTS:
        saved, exported = read(folder / "out" / f"{name}-{name}.csv"), read(folder / f"{name}.csv")
        for row in exported:
            row["is_overdue"] = row["is_overdue"].upper()  # LibreOffice writes TRUE
        assert saved == exported
        assert read(folder / "out" / f"{name}-about.csv")


def test_libreoffice_opens_csv_as_dates_and_numbers(folder):
    openpyxl = pytest.importorskip("openpyxl")
    convert(folder, "xlsx", "programmes-bom.csv")

    header, *rows = openpyxl.load_workbook(folder / "out" / "programmes-bom.xlsx").active.values
    amounts = [row[header.index("budget_value")] for row in rows]
    starts = [row[header.index("launched_from")] for row in rows]
    assert sum(filter(None, amounts)) > 1e9
    assert all(isinstance(start.date(), date) for start in filter(None, starts))
    assert header[0] == "id"


def test_r_reads_csv(folder):
    if not shutil.which("Rscript"):
        pytest.skip("R is not installed")

    subprocess.run(
        ["Rscript", "-e", R_SCRIPT],
        cwd=folder,
        check=True,
        timeout=120,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )
