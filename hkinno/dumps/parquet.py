"""Tables as Parquet, if pyarrow is installed."""

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from hkinno.dumps.split_columns import Field, Row

BATCH_SIZE = 2000  # rows
# The types of Arrow by those of Table Schema; others are text, lists and objects as JSON.
ARROW_TYPES = {"number": "float64", "integer": "int64"}


def write_rows(file: Path, fields: Sequence[Field], rows: Iterable[Row]) -> Iterator[Row]:
    """Write the rows as they pass; without pyarrow, or without rows, no file."""
    if not find_spec("pyarrow"):
        yield from rows
        return
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    types = {field.name: ARROW_TYPES.get(field.type, "string") for field in fields}
    schema = arrow.schema(
        [(name, getattr(arrow, type_name)()) for name, type_name in types.items()]
    )
    iterator = iter(rows)
    if not (batch := list(islice(iterator, BATCH_SIZE))):
        return
    with parquet.ParquetWriter(file, schema) as writer:
        while batch:
            cells = [{f.name: arrow_value(row[f.name]) for f in fields} for row in batch]
            writer.write_table(arrow.Table.from_pylist(cells, schema))
            yield from batch
            batch = list(islice(iterator, BATCH_SIZE))


def arrow_value(value: Any) -> Any:
    """Lists and objects as JSON text."""
    return orjson.dumps(value).decode() if isinstance(value, list | dict) else value
