"""The tables of a dump. Each contains published rows only."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import models
from django.db.models.functions import Collate

from hkinno.dumps.columns import Column, columns_of
from hkinno.dumps.split_columns import Part, Row, parts_of
from hkinno.registry.models import Record, Relation, Statement, record_models

CHUNK_SIZE = 2000  # rows fetched at a time
INDEX = "records"


class Table(NamedTuple):
    """A table and the base name of its files."""

    name: str
    title: str
    rows: models.QuerySet[Any]
    columns: list[Column]

    @property
    def model(self) -> type[models.Model]:
        return self.rows.model

    def fields(self) -> list[Column | Part]:
        """The columns of the files: each column is followed by its parts."""
        fields: list[Column | Part] = []
        for column in self.columns:
            fields += [column, *parts_of(self.model, column)]
        return fields

    def read(self) -> Iterator[Row]:
        """The JSON of each row, without parts; rows are sorted by id."""
        # The collation "C" gives the same order, and so the same files, in every database.
        rows = self.rows.order_by(Collate("pk", "C"))
        rows = rows.values_list(*(column.expression() for column in self.columns))
        for row in rows.iterator(chunk_size=CHUNK_SIZE):
            columns = zip(self.columns, row, strict=True)
            yield {column.name: column.to_json(value) for column, value in columns}

    def schema(self) -> dict[str, Any]:
        """The Table Schema."""
        return {
            "fields": [field.schema() for field in self.fields()],
            "primaryKey": ["id"],
            "foreignKeys": [
                {
                    "fields": [column.name],
                    "reference": {"resource": referenced_table(column), "fields": ["id"]},
                }
                for column in self.columns
                if column.related_model
            ],
        }


def referenced_table(column: Column) -> str:
    """The name of the table that a foreign key refers to; empty for the same table."""
    if column.name in ("part_of", "merged_into"):
        return ""
    return getattr(column.related_model, "RESOURCE", "") or INDEX


def tables() -> list[Table]:
    """One table per resource, then statements, relations and the index of all records."""
    index_fields = ("id", "resource", "name_zh", "name_en")
    return [
        *(
            Table(resource, str(model.LABEL.label), model.objects.published(), columns_of(model))
            for resource, model in record_models().items()
        ),
        Table(
            "statements",
            "Statements, each with its source and lines",
            Statement.objects.published(),
            columns_of(Statement),
        ),
        Table(
            "relations",
            "Relations between records",
            Relation.objects.published(),
            columns_of(Relation),
        ),
        Table(
            INDEX,
            "Index of all records, with the table of each",
            Record.objects.published(),
            [Column(f) for f in Record._meta.concrete_fields if f.name in index_fields],
        ),
    ]
