"""The records that refer to a record, in lists."""

from collections.abc import Container
from functools import cache
from typing import NamedTuple

from django.db.models import Exists
from django.http import HttpRequest

from hkinno.api.client import read_list
from hkinno.registry.models import Record, record_models
from hkinno.registry.rest.compiled_rows import ID
from hkinno.registry.rest.stored_rows import Statement
from hkinno.site.counts import count_in_place
from hkinno.site.evidence import Json
from hkinno.site.labels import referring_label
from hkinno.site.references import complete_nameless, omitted_fields

MAX_REFERRING = 8  # rows of each list of records that refer to the record


class Referring(NamedTuple):
    """Records that refer to a record in one of their fields, and the query that lists them all."""

    resource: str
    field: str
    label: str
    row_count: int
    records: list[Json]
    query: str


@cache
def referring_fields(resource: str) -> list[tuple[str, str]]:
    """The resources and fields that can refer to records of a resource."""
    own = record_models()[resource]
    return [
        (name, field.name)
        for name, model in record_models().items()
        for field in model._meta.concrete_fields
        if field.many_to_one
        and field.name != "merged_into"
        and (field.related_model is own or field.related_model is Record)
        and (field.name != "part_of" or model is own)
    ]


@cache
def compile_references(resource: str) -> tuple[Statement, list[tuple[str, str]]]:
    """The statement that tells for each of the referring fields whether a record refers to `ID`."""
    # What is in a part of a place is in the place: `count_in_place` tells where that is.
    fields = [pair for pair in referring_fields(resource) if pair[1] != "place"]
    models = record_models()
    lookups = {
        f"{name}_{field}": Exists(models[name].objects.published().filter(**{field: ID}))
        for name, field in fields
    }
    rows = Record.objects.filter(pk=ID).annotate(**lookups).values_list(*lookups)
    sql, params = rows.query.sql_with_params()
    return Statement(sql, params, is_prepared=True), fields


def nonempty_fields(record: Json, located: Container[str]) -> list[tuple[str, str]]:
    """Those of the referring fields in which a record refers to this one.

    `located` are the resources of which there are records in the place that it is.
    """
    statement, fields = compile_references(record["resource"])
    (row,) = statement.run_for(record["id"])
    is_referred = dict(zip(fields, row, strict=True))
    return [
        (resource, field)
        for resource, field in referring_fields(record["resource"])
        if is_referred.get((resource, field), resource in located)
    ]


def referring_records(request: HttpRequest, record: Json) -> list[Referring]:
    """The records that refer to a record: its parts, its laboratories, figures about it."""
    lists = []
    is_place = record["resource"] == "places"
    located = count_in_place(request, record["id"]) if is_place else {}
    for resource, field in nonempty_fields(record, located):
        params = {field: record["id"], "page_size": MAX_REFERRING, **omitted_fields(resource)}
        count = located.get(resource) if field == "place" else None
        data = read_list(request, resource, params, count)
        complete_nameless(request, [value for row in data["results"] for value in row.values()])
        label = referring_label(resource, field)
        query = f"?{field}={record['id']}"
        lists.append(Referring(resource, field, label, data["count"], data["results"], query))
    return lists
