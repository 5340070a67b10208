"""What of a row is shown: `fields` and `omit`, with dots into objects, after `expand`."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework.views import APIView

from hkinno.api.errors.field_errors import FieldError, invalid_choice
from hkinno.api.parameter_schemas import array_parameter

FIELDS, OMIT, EXPAND = SHAPE_PARAMETERS = ("fields", "omit", "expand")
FACETS, AGGREGATE = SUMMARY_PARAMETERS = ("facets", "aggregate")

# Names with the names below each: {"id": {}, "host": {"name": {}}}. Nothing below is all of it.
FieldTree = dict[str, "FieldTree"]


def get_list_param(request: Request, name: str) -> list[str]:
    """The paths that a parameter lists, with commas or repeated; none where it is absent."""
    given = request.query_params.getlist(name)
    return ",".join(given).split(",") if given else []


def build_tree(paths: Iterable[str]) -> FieldTree:
    """Paths as a tree; who names an object whole wants it whole, whatever else is named in it."""
    made: FieldTree = {}
    for path in sorted(set(paths)):  # so an object comes before what is named in it
        below = made
        for name in path.split("."):
            if name in below and not below[name]:
                break
            below = below.setdefault(name, {})
    return made


def missing_paths(wanted: FieldTree, others: FieldTree, before: str = "") -> Iterator[str]:
    """Paths of another tree that are not wanted, neither they nor what they stand in or hold."""
    for path, below in others.items():
        here = wanted
        for name in path.split("."):
            if name not in here:
                yield before + path
                break
            here = here[name]
            if not here:
                break
        else:
            yield from missing_paths(here, below, f"{before}{path}.")


def unknown_paths(name: str, paths: Iterable[str], known: FieldTree) -> list[FieldError]:
    """A fault for each path that leads nowhere, with the nearest that leads somewhere."""
    return [
        invalid_choice(name, path, all_paths(known)) for path in paths if not has_path(path, known)
    ]


def has_path(path: str, known: FieldTree) -> bool:
    """Whether each name of a path is known at its place."""
    for name in path.split("."):
        if name not in known:
            return False
        known = known[name]
    return True


def all_paths(known: FieldTree, before: str = "") -> list[str]:
    """Every path of a tree."""
    found = []
    for name, below in known.items():
        found += [before + name, *all_paths(below, f"{before}{name}.")]
    return found


def keep_fields(data: Any, wanted: FieldTree) -> Any:
    """What `fields` leaves of an answer; of a list, of each of its items."""
    if isinstance(data, list):
        return [keep_fields(each, wanted) for each in data]
    if not wanted or not isinstance(data, Mapping):
        return data
    return {
        name: keep_fields(value, wanted[name]) for name, value in data.items() if name in wanted
    }


def drop_fields(data: Any, unwanted: FieldTree) -> Any:
    """What `omit` leaves of an answer; of a list, of each of its items."""
    if isinstance(data, list):
        return [drop_fields(each, unwanted) for each in data]
    if not unwanted or not isinstance(data, Mapping):
        return data
    return {
        name: drop_fields(value, unwanted.get(name, {}))
        for name, value in data.items()
        if name not in unwanted or unwanted[name]
    }


PATH_SCHEMA = {"type": "string", "pattern": r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$"}


class SparseFieldsParameters:
    """`fields`, `omit` and `expand`, on every read of rows."""

    def get_schema_operation_parameters(self, view: APIView) -> list[dict]:
        """The parameters as the OpenAPI document gives them."""
        return [
            array_parameter(
                FIELDS, "The only keys to show, with dots into objects.", PATH_SCHEMA, "id"
            ),
            array_parameter(OMIT, "Keys to leave out, with dots into objects.", PATH_SCHEMA, "id"),
            array_parameter(
                EXPAND,
                "Records to show whole instead of in brief, two levels deep: `host.place`, "
                "`statements.source`, `relations.record`. `statements` is shown only so.",
                PATH_SCHEMA,
                view.expand_example,
            ),
        ]
