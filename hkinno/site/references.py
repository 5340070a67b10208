"""References to records in the values of statements."""

from django.http import HttpRequest

from hkinno.registry.models import Record
from hkinno.registry.rest.serializers import BriefSerializer
from hkinno.site.evidence import Json


def complete_values(request: HttpRequest, statements: list[Json]) -> None:
    """Replace references in the values of statements by records in brief."""
    references = [
        statement["value"]
        for statement in statements
        if isinstance(statement["value"], dict) and "id" in statement["value"]
    ]
    ids = {value["id"] for value in references if "scheme" not in value}
    records = Record.objects.published().filter(pk__in=ids)
    briefs = BriefSerializer(records, many=True, context={"request": request}).data
    by_id = {brief["id"]: dict(brief) for brief in briefs}
    for statement in statements:
        value = statement["value"]
        if isinstance(value, dict) and value.get("id") in by_id and "scheme" not in value:
            statement["value"] = by_id[value["id"]] | {
                key: other for key, other in value.items() if key != "id"
            }
