"""The rows of `fixtures/`, joined in memory as a query would join them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.core import serializers
from django.db import models

from hkinno.registry.models import Record, Relation, Source, Statement

# The database stamps records when they are loaded; an example needs some day.
STAMP = datetime(2026, 11, 21, 9, tzinfo=UTC)


class Rows:
    """The rows of `fixtures/` by resource and id, joined as the views would join them."""

    def __init__(self) -> None:
        parents: dict[str, Record] = {}
        rows: list[models.Model] = []
        for row in read():
            if type(row) is Record:
                parents[row.pk] = row
            else:
                rows.append(row)
        self.by_resource: dict[str, dict[str, models.Model]] = {}
        for row in rows:
            if isinstance(row, Record):
                complete(row, parents[row.pk])
            self.by_resource.setdefault(resource_of(row), {})[row.pk] = row
        self.records = {
            key: row
            for table in self.by_resource.values()
            for key, row in table.items()
            if isinstance(row, Record)
        }
        for row in rows:
            self.join(row)
        for source in self.by_resource["sources"].values():
            source.supported = supported(self.by_resource["statements"].values(), source)

    def join(self, row: models.Model) -> None:
        """Put the rows that it refers to, and those that refer to it, where a query would."""
        for field in row._meta.fields:
            if field.is_relation and not getattr(field.remote_field, "parent_link", False):
                setattr(row, field.name, self.records.get(getattr(row, field.attname)))
        if isinstance(row, Statement):
            kept(row.subject, "statements").append(row)
        if isinstance(row, Relation):
            kept(row.subject, "relations_out").append(row)
            kept(row.object, "relations_in").append(row)


def supported(statements: Iterable[Statement], source: Source) -> list[dict[str, Any]]:
    """What `Source.objects.for_api()` reads of that which rests on a source."""
    subjects = [each.subject for each in statements if each.source_id == source.pk]
    records = Counter(subject.resource for subject in set(subjects))
    said = Counter(subject.resource for subject in subjects)
    return [
        {"resource": resource, "records": records[resource], "statements": said[resource]}
        for resource in sorted(said)
    ]


def read() -> Iterator[models.Model]:
    """Every row of the fixtures, in the order of their files."""
    for file in sorted(settings.FIXTURE_DIRS[0].glob("*.json")):
        for each in serializers.deserialize("json", file.read_text(encoding="utf-8")):
            yield each.object


def resource_of(row: models.Model) -> str:
    """The resource under which a row is read."""
    return row.resource if isinstance(row, Record) else row._meta.verbose_name_plural


def complete(row: Record, parent: Record) -> None:
    """Give a child the columns of its record, which stand in another file."""
    for field in Record._meta.fields:
        setattr(row, field.attname, getattr(parent, field.attname))
    row.created_at = row.updated_at = STAMP
    row._prefetched_objects_cache = {
        name: [] for name in ("statements", "relations_out", "relations_in")
    }


def kept(record: Record, name: str) -> list:
    """The rows that a prefetch would have put there."""
    return record._prefetched_objects_cache[name]


@cache
def rows() -> Rows:
    """Read once: the document needs an example for every operation."""
    return Rows()
