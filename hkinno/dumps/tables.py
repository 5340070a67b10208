"""The tables of a dump, each with its rows: what is published, and nothing else."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import models
from django.db.models.functions import Collate

from hkinno.dumps.columns import Column, columns_of
from hkinno.registry.models import Record, Relation, Statement, record_models

FETCHED = 2000  # rows at a time
INDEX = "records"


class Table(NamedTuple):
    """A table: the name of its files, and what is in it."""

    name: str
    title: str
    rows: models.QuerySet
    columns: list[Column]

    @property
    def model(self) -> type[models.Model]:
        return self.rows.model

    def read(self) -> Iterator[list[Any]]:
        """The rows in the order of their ids, each a list of values in that of the columns."""
        # By bytes, so that the same rows make the same file in a database of another collation.
        rows = self.rows.order_by(Collate("pk", "C"))
        rows = rows.values_list(*(column.expression() for column in self.columns))
        for row in rows.iterator(chunk_size=FETCHED):
            yield [column.value(stored) for column, stored in zip(self.columns, row, strict=True)]

    def schema(self) -> dict[str, Any]:
        """The Table Schema."""
        references = [
            {
                "fields": [column.name],
                "reference": {"resource": self.target(column), "fields": ["id"]},
            }
            for column in self.columns
            if column.target
        ]
        return {
            "fields": [column.schema() for column in self.columns],
            "primaryKey": ["id"],
            "foreignKeys": references,
        }

    def target(self, column: Column) -> str:
        """The table that a column refers to; an empty name is the table itself."""
        if column.name in ("part_of", "merged_into"):
            return ""
        return column.target.RESOURCE or INDEX


def tables() -> list[Table]:
    """Every table: one for each resource, the evidence, and an index of all records."""
    records = [
        Table(resource, model.LABEL.label, model.objects.published(), columns_of(model))
        for resource, model in record_models().items()
    ]
    index = ("id", "resource", "name_zh", "name_en")
    return [
        *records,
        Table(
            "statements",
            "Statements: who says what, in which lines",
            Statement.objects.published(),
            columns_of(Statement),
        ),
        Table(
            "relations",
            "Relations: what records are to each other",
            Relation.objects.shown(),
            columns_of(Relation),
        ),
        Table(
            INDEX,
            "Records: every id, and in which table it stands",
            Record.objects.published(),
            [Column(Record._meta.get_field(name)) for name in index],
        ),
    ]
