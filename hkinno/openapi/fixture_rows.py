"""The rows of `fixtures/`, joined in memory as the querysets `for_api()` would join them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.core import serializers
from django.db import models

from hkinno.registry.models import Record, Relation, Source, Statement

# The database stamps records when they are loaded; an example needs some instant.
STAMP = datetime(2026, 11, 21, 9, tzinfo=UTC)
# The prefetched relations of a record.
PREFETCHED = ("statements", "relations_out", "relations_in")


class FixtureRows:
    """`by_resource`: `{resource: {id: row}}`, with statements and relations among the resources."""

    def __init__(self) -> None:
        parents: dict[str, Record] = {}
        rows: list[Any] = []
        for row in read_fixtures():
            if type(row) is Record:
                parents[row.pk] = row
            else:
                rows.append(row)
        self.by_resource: dict[str, dict[str, Any]] = {}
        self.records: dict[str, Record] = {}
        for row in rows:
            if isinstance(row, Record):
                copy_parent_fields(row, parents[row.pk])
                self.records[row.pk] = row
            self.by_resource.setdefault(resource_of(row), {})[row.pk] = row
        for row in rows:
            self.join(row)
        statements = self.by_resource["statements"].values()
        for source in self.by_resource["sources"].values():
            source.supported = count_supported(statements, source)

    def join(self, row: models.Model) -> None:
        """Set the objects that a row refers to, and add it to those that refer to it."""
        for field in row._meta.concrete_fields:
            if field.many_to_one:
                setattr(row, field.name, self.records.get(getattr(row, field.attname)))
        if isinstance(row, Statement):
            prefetched(row.subject, "statements").append(row)
        if isinstance(row, Relation):
            prefetched(row.subject, "relations_out").append(row)
            prefetched(row.object, "relations_in").append(row)


def count_supported(statements: Iterable[Statement], source: Source) -> list[dict[str, Any]]:
    """The annotation `supported` of `Source.objects.for_api()`."""
    subjects = [statement.subject for statement in statements if statement.source_id == source.pk]
    records = Counter(subject.resource for subject in set(subjects))
    counts = Counter(subject.resource for subject in subjects)
    return [
        {"resource": resource, "records": records[resource], "statements": counts[resource]}
        for resource in sorted(counts)
    ]


def read_fixtures() -> Iterator[models.Model]:
    """Every row of the fixtures, in the order of their files."""
    for file in sorted(settings.FIXTURE_DIRS[0].glob("*.json")):
        for row in serializers.deserialize("json", file.read_text(encoding="utf-8")):
            yield row.object


def resource_of(row: models.Model) -> str:
    """The name of the list that shows a row."""
    return row.resource if isinstance(row, Record) else str(row._meta.verbose_name_plural)


def copy_parent_fields(row: Record, parent: Record) -> None:
    """Copy the columns of `registry_record`, which fixtures keep in a file of their own."""
    for field in Record._meta.fields:
        setattr(row, field.attname, getattr(parent, field.attname))
    row.created_at = row.updated_at = STAMP
    setattr(row, "_prefetched_objects_cache", {name: [] for name in PREFETCHED})  # noqa: B010


def prefetched(record: Any, name: str) -> list[Any]:
    """The list in which Django looks for prefetched objects."""
    objects: list[Any] = record._prefetched_objects_cache[name]
    return objects


@cache
def fixture_rows() -> FixtureRows:
    """The rows, read once per process."""
    return FixtureRows()
