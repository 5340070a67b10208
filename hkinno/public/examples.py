"""Examples for the OpenAPI document: real rows of `fixtures/`, in the shape that the API gives.

The serializers make them, from rows joined in memory: the document is made without a database.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.core import serializers
from django.db import models
from django.test import RequestFactory
from rest_framework.serializers import Serializer

from events.serializers import EventSerializer
from hkinno.registry import serializers as registry
from hkinno.registry.models import Record, Relation, Statement
from labs import serializers as labs
from programmes import serializers as programmes

# The row of each resource that shows most in few lines, and the serializer of its kind.
EXAMPLES: dict[str, tuple[str, type[Serializer]]] = {
    "institutions": ("polyu", labs.InstitutionSerializer),
    "labs": ("skl-liver-research", labs.LabSerializer),
    "facilities": ("hong-kong-science-park", labs.FacilitySerializer),
    "people": ("wei-shyy", labs.PersonSerializer),
    "programmes": ("innohk", programmes.ProgrammeSerializer),
    "awards": ("award-raise-plus-first-batch", programmes.AwardSerializer),
    "targets": ("target-guangdong-technology-cooperation", programmes.TargetSerializer),
    "indicators": ("rd-share-of-gdp", programmes.IndicatorSerializer),
    "observations": ("obs-partner-laboratories-hong-kong-2017", programmes.ObservationSerializer),
    "events": ("innotech-expo-2016", EventSerializer),
    "places": ("northern-metropolis", registry.PlaceSerializer),
    "sources": ("wenweipo-2017-hub", registry.SourceSerializer),
    "statements": (
        "skl-liver-research.host.wenweipo-2017-hub.206",
        registry.StatementSerializer,
    ),
    "relations": ("wei-shyy.post.hkust", registry.RelationSerializer),
}

HOST = "127.0.0.1:8000"
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


def example(resource: str) -> tuple[dict[str, Any], int]:
    """One row as the API gives it, and how many rows its list has."""
    key, serializer = EXAMPLES[resource]
    table = rows().by_resource[resource]
    row = table.get(key) or table[min(table)]
    request = RequestFactory(headers={"host": HOST}).get("/")
    return serializer(row, context={"request": request}).data, len(table)


def add_examples(result: dict, generator: Any, request: Any, public: bool) -> dict:
    """Put an example into every list and every detail: a hook of drf-spectacular."""
    for resource in EXAMPLES:
        row, count = example(resource)
        path = f"/api/v1/{resource}/"
        for address, shown in ((path, page_of(row, count, path)), (f"{path}{{id}}/", row)):
            answer = result["paths"][address]["get"]["responses"]["200"]
            answer["content"]["application/json"]["example"] = shown
    return result


def page_of(row: dict, count: int, path: str) -> dict[str, Any]:
    """The first page of a list, with one row a page."""
    following = f"http://{HOST}{path}?page_size=1&page=2"
    return {
        "count": count,
        "count_is_exact": True,
        "next": following if count > 1 else None,
        "previous": None,
        "results": [row],
    }
