"""References to records, as pages name them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from hkinno.api.client import read_page
from hkinno.registry.models import Record, record_models
from hkinno.registry.rest.serializers import BriefSerializer
from hkinno.site.evidence import Json

BRIEF_KEYS = {"id", "resource", "url", "name"}  # of `BriefSerializer`


def complete_values(
    request: HttpRequest, statements: list[Json], known: Iterable[Any] = ()
) -> None:
    """Replace references in the values of statements by records in brief.

    Those among the values `known` are not read again.
    """
    references = [
        statement["value"]
        for statement in statements
        if isinstance(statement["value"], dict) and "id" in statement["value"]
    ]
    ids = {value["id"] for value in references if "scheme" not in value}
    briefs = (value for value in known if isinstance(value, dict) and value.keys() == BRIEF_KEYS)
    by_id = {brief["id"]: dict(brief) for brief in briefs}
    if unknown := ids - by_id.keys():
        by_id |= read_briefs(request, unknown)
    for statement in statements:
        value = statement["value"]
        if isinstance(value, dict) and value.get("id") in by_id and "scheme" not in value:
            statement["value"] = by_id[value["id"]] | {
                key: other for key, other in value.items() if key != "id"
            }


def read_briefs(request: HttpRequest, ids: Iterable[str]) -> dict[str, Json]:
    """The published records with these ids, in brief."""
    records = Record.objects.published().filter(pk__in=ids)
    records = records.only("status", "resource", "name_zh", "name_en")
    briefs = BriefSerializer(records, many=True, context={"request": request}).data
    return {brief["id"]: dict(brief) for brief in briefs}


def omitted_fields(resource: str) -> dict[str, str]:
    """The parameter that leaves out what pages do not show of the rows of a list.

    Institutions have many relations. Those of awards are part of their titles, and those of people
    are their posts.
    """
    model = record_models().get(resource)
    is_named = model is not None and model.HAS_NAMES and resource != "people"
    return {"omit": "relations"} if is_named else {}


def complete_nameless(request: HttpRequest, values: Iterable[Any]) -> None:
    """Replace records in brief without a name, among other values, by whole ones.

    The title of an award or a figure follows from its fields.
    """
    nameless: dict[str, list[Json]] = defaultdict(list)
    for value in values:
        is_brief = isinstance(value, dict) and "resource" in value and "stage" not in value
        if is_brief and not any(value["name"].values()):
            nameless[value["resource"]].append(value)
    for resource, records in nameless.items():
        ids = ",".join(sorted({record["id"] for record in records}))
        rows = read_page(request, resource, {"id__in": ids, "page_size": 100})["results"]
        by_id = {row["id"]: row for row in rows}
        for record in records:
            record |= by_id.get(record["id"], {})
