"""Which parameters an operation documents, and in which order."""

from collections.abc import Iterable
from typing import Any

from hkinno.registry.rest.filters.record_filterset import RecordFilter
from hkinno.registry.vocabularies.roles import Role

Document = dict[str, Any]

FIRST = ["q", "host", "kind", "resource"]
# What selects the rows, keys and format of a response, in the order in which it is applied.
OPTIONS = ["at", "ordering", "page", "page_size", "cursor"]
OPTIONS += ["fields", "omit", "expand", "facets", "aggregate", "format", "style"]
ROLES = {role.replace("-", "_") + suffix for role in Role.values for suffix in ("", "_of")}


def order_parameters(result: Document, generator: Any, request: Any, public: bool) -> Document:
    """Put the most used parameters first, and leave out those that are explained once for all.

    A postprocessing hook of drf-spectacular.
    """
    for path_item in result["paths"].values():
        for operation in path_item.values():
            parameters = operation.get("parameters", [])
            names = {parameter["name"] for parameter in parameters}
            documented = [item for item in parameters if not is_implied(item["name"], names)]
            operation["parameters"] = sorted(documented, key=lambda item: rank(item["name"]))
    return result


def is_implied(name: str, names: Iterable[str]) -> bool:
    """Whether a parameter is `__in` of another, or `__isnull` of a role."""
    base, _, lookup = name.partition("__")
    return base in names and (lookup == "in" or (lookup == "isnull" and base in ROLES))


def rank(name: str) -> tuple[int, int]:
    """The sort key of a parameter: filters of its list, of all lists, options, roles, lookups."""
    base, _, lookup = name.partition("__")
    if name in FIRST:
        return 0, FIRST.index(name)
    if name in OPTIONS:
        return 3, OPTIONS.index(name)
    if is_rare(name):
        return 4 + bool(lookup), 0
    return 1 + (base in RecordFilter.base_filters), 0


def is_rare(name: str) -> bool:
    """Whether a parameter is a lookup such as `name__startswith`, or a role such as `venue_of`."""
    return name in ROLES or ("__" in name and name != "id__in")
