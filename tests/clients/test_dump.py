"""The dump, read by frictionless, SQLite, Datasette, DuckDB, polars, pandas and pyarrow."""

import sqlite3
import subprocess
import sys

import duckdb
import pandas
import polars
import pyarrow.parquet
import pytest
import sqlite_utils
from frictionless import Package

from tests.live_service import live_service


@pytest.fixture(scope="session")
def dump(tmp_path_factory):
    """The folder of a dump of the committed fixtures."""
    folder = tmp_path_factory.mktemp("dump")
    with live_service() as service:
        result = service.manage("dump_public", str(folder))
    assert result.returncode == 0, result.stderr
    return folder / "current"


@pytest.fixture(scope="session")
def database(dump, tmp_path_factory):
    """The SQLite database that frictionless publishes the package to."""
    file = tmp_path_factory.mktemp("sqlite") / "hkinno.db"
    Package(dump / "datapackage.json").publish(f"sqlite:///{file}")
    return file


def test_package_is_valid(dump):
    report = Package(dump / "datapackage.json").validate()

    assert report.flatten(["title", "fieldName", "note"]) == []


def test_package_is_published_to_sqlite_with_its_foreign_keys(database):
    with sqlite3.connect(database) as connection:
        assert connection.execute("pragma foreign_key_check").fetchall() == []
        hosts = connection.execute(
            "select i.id from labs l join institutions i on i.id = l.host"
        ).fetchall()

    assert ("hku",) in hosts
    assert "statements" in sqlite_utils.Database(database).table_names()


def test_datasette_opens_the_database(database):
    query = "select sum(value_number) > 0 as is_positive from statements"

    output = subprocess.run(
        [sys.executable, "-m", "datasette", database, "--get", f"/hkinno.json?sql={query}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert '"is_positive"' in output


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet"])
def test_duckdb_reads_every_file(dump, format):
    reader = {"csv": "read_csv", "jsonl": "read_json_auto", "parquet": "read_parquet"}[format]
    files = sorted(dump.glob(f"*.{format}"))

    for file in files:
        ((count,),) = duckdb.sql(f"select count(*) from {reader}('{file}')").fetchall()
        assert (file.name, count > 0) == (file.name, True)
    assert files


def test_polars_and_pandas_read_json_lines_with_default_inference(dump):
    for file in sorted(dump.glob("*.jsonl")):
        table, frame = polars.read_ndjson(file), pandas.read_json(file, lines=True)
        assert (file.name, table.shape) == (file.name, frame.shape)
    statements = polars.read_ndjson(dump / "statements.jsonl")
    assert statements.schema["value_number"] == polars.Float64
    assert statements.schema["value_record"] == polars.String


def test_pyarrow_reads_typed_columns(dump):
    schema = pyarrow.parquet.read_schema(dump / "statements.parquet")

    assert str(schema.field("value_number").type) == "double"
