"""Files that take long to parse, or much memory; as a program, it measures how they are refused."""

import io
import json
import random
import re
import sys
import time
import zipfile
from pathlib import Path

WORKBOOK = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sheet.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Target="xl/workbook.xml" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/officeDocument"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http:'
        '//schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="a" sheetId="1" r:id="a"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Target="sheet.xml" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/worksheet"/></Relationships>'
    ),
}
NOISE = random.Random(1).randbytes(400_000)  # keeps the ratio of compression low
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = "</sheetData></worksheet>"


def archive(members, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as writer:
        for name, content in members.items():
            writer.writestr(name, content)
    return file.getvalue()


def workbook(rows, **members):
    """A workbook with the XML of its rows; `members` may replace its parts."""
    return archive(WORKBOOK | {"xl/sheet.xml": SHEET + rows + END} | members)


def hostile_files():
    """`{name: (content, part of the message)}`"""
    entities = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]>'
    row = "<row><c t='inlineStr'><is><t>a</t></is></c></row>"
    return {
        "columns.csv": ("a," * 20_000 + "b\n", "more than 100 columns"),
        "rows.csv": ("id\n" + "a\n" * 2_000_000, "more than 2000 rows"),
        "cell.csv": ("id\n" + "a" * 9_000_000, "field limit|131072 characters"),
        "quote.csv": ('id\n"' + "a\n" * 4_000_000, "field limit|131072 characters"),
        "objects.json": ("[" + "{}," * 3_000_000 + "{}]", "more than 1000000 values"),
        "strings.json": ("[" + '"ab",' * 1_900_000 + '""]', "more than 1000000 values"),
        "depth.json": ("[" * 900_000, "nested too deeply"),
        "columns.xlsx": (
            workbook(f"<row>{'<c><v>1</v></c>' * 20_000}</row>", noise=NOISE),
            "100 columns",
        ),
        "rows.xlsx": (workbook(row * 4_000, noise=NOISE), "more than 2000 rows"),
        "many-rows.xlsx": (workbook("<row/>" * 2_000_000, noise=NOISE), "too many cells"),
        "strings.xlsx": (
            workbook(
                "", **{"xl/sharedStrings.xml": "<sst >" + "<si><t/></si>" * 1_200_000}, noise=NOISE
            ),
            "too many cells",
        ),
        "styles.xlsx": (
            workbook("", **{"xl/styles.xml": "<styleSheet>" + "<font/>" * 400_000}, noise=NOISE),
            "too many styles",
        ),
        "ratio.xlsx": (workbook(" " * 19_000_000), "100 times its size"),
        "size.xlsx": (workbook(" " * 21_000_000, noise=NOISE), "expands to more than 20 MB"),
        "entities.xlsx": (workbook("", **{"xl/sharedStrings.xml": entities}), "entities"),
        "encoding.xlsx": (
            workbook("", **{"xl/styles.xml": "<?xml version='1.0' encoding='cp037'?>"}),
            "must be UTF-8",
        ),
        "utf-16.xlsx": (
            workbook("", **{"xl/styles.xml": entities.encode("utf-16")}),
            "entities",
        ),
        "members.xlsx": (archive(dict.fromkeys(map(str, range(70_000)), b"")), "1000 files"),
        "lzma.xlsx": (archive({"a": b"a" * 1000}, zipfile.ZIP_LZMA), "another method"),
    }


def peak_memory():
    """The peak of this process in MB. Not by getrusage(), which counts the process before exec."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) / 1000


def measure(folder):
    """`{name: [message, seconds]}` of each file, and the growth of memory in MB, as JSON."""
    import django

    django.setup()
    from hkinno.registry.admin.imports.file_formats import EscapedCSV, EscapedXLSX, StrictJSON

    formats = {".csv": EscapedCSV, ".json": StrictJSON, ".xlsx": EscapedXLSX}
    before, results = peak_memory(), {}
    for path in sorted(folder.iterdir()):
        content, start = path.read_bytes(), time.perf_counter()
        try:
            text = content if path.suffix == ".xlsx" else content.decode()
            formats[path.suffix]().create_dataset(text)
            message = "accepted"
        except ValueError as error:
            message = str(error)
        results[path.name] = [message, time.perf_counter() - start]
    sys.stdout.write(json.dumps([results, peak_memory() - before]))


if __name__ == "__main__":
    measure(Path(sys.argv[1]))
