"""Limits of imported files: what is refused, how fast, and with how much memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hkinno.registry.admin.imports.file_formats import EscapedCSV, EscapedXLSX, StrictJSON
from hkinno.registry.admin.imports.limits import FileFormatError, check_archive
from tests.admin.imports.hostile_files import NOISE, archive, hostile_files, workbook

ROOT = Path(__file__).resolve().parents[3]
MAX_MEMORY = 200  # MB
FORMATS = {"csv": EscapedCSV, "json": StrictJSON, "xlsx": EscapedXLSX}


@pytest.fixture(scope="module")
def files():
    return hostile_files()


def test_hostile_file_is_refused_with_the_limit(files, subtests):
    for name, (content, message) in files.items():
        with subtests.test(name), pytest.raises(ValueError, match=message):
            FORMATS[name.partition(".")[2]]().create_dataset(content)


@pytest.mark.untraced
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_hostile_files_are_refused_with_little_memory(files, tmp_path, record_property):
    for name, (content, _message) in files.items():
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)

    run = subprocess.run(
        [sys.executable, "-m", "tests.admin.imports.hostile_files", str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    results, megabytes = json.loads(run.stdout)
    slowest = max(results, key=lambda name: results[name][1])
    record_property(
        "figures",
        f"Hostile imports: at most {results[slowest][1]:.2f} s ({slowest}), {megabytes:.0f} MB",
    )
    assert "accepted" not in {message for message, _ in results.values()}
    assert megabytes < MAX_MEMORY


def test_entities_split_between_two_blocks_are_found():
    text = " " * (1_000_000 - 3) + "<!DOCTYPE a>"

    with pytest.raises(FileFormatError, match="entities"):
        check_archive(archive({"a.xml": text, "noise": NOISE}))


def test_cell_with_too_long_a_text_is_refused():
    cell = f"<row><c t='inlineStr'><is><t>{'ab' * 70_000}</t></is></c></row>"

    with pytest.raises(FileFormatError, match="A cell has more than 131072 characters"):
        EscapedXLSX().create_dataset(workbook(cell, noise=NOISE))


def test_workbook_at_the_limit_of_rows_is_accepted():
    row = "<row><c t='inlineStr'><is><t>a</t></is></c></row>"

    assert len(EscapedXLSX().create_dataset(workbook(row * 2001, noise=NOISE))) == 2000
