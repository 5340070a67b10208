"""Sparse fieldsets: `fields` and `omit`, with dots into objects, applied after `expand`."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hkinno.api.errors.field_errors import FieldError, invalid_choice
from hkinno.api.parameter_schemas import array_parameter

FIELDS, OMIT, EXPAND = SHAPE_PARAMETERS = ("fields", "omit", "expand")
FACETS, AGGREGATE = SUMMARY_PARAMETERS = ("facets", "aggregate")
PATH_SCHEMA = {"type": "string", "pattern": r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$"}

# Keys with the keys below each: {"id": {}, "host": {"name": {}}}. Empty means everything below.
FieldTree = dict[str, "FieldTree"]


def build_tree(paths: Iterable[str]) -> FieldTree:
    """Dotted paths as a tree. A path to an object includes all paths into it."""
    tree: FieldTree = {}
    for path in sorted(set(paths)):  # an object sorts before the paths into it
        node = tree
        for name in path.split("."):
            if name in node and not node[name]:
                break
            node = node.setdefault(name, {})
    return tree


def missing_paths(selected: FieldTree, others: FieldTree, prefix: str = "") -> Iterator[str]:
    """Paths of `others` that are not selected, neither themselves nor by an object around them.

    The keys of `others` may be dotted paths.
    """
    for path, below in others.items():
        node = selected
        for name in path.split("."):
            if name not in node:
                yield prefix + path
                break
            node = node[name]
            if not node:
                break
        else:
            yield from missing_paths(node, below, f"{prefix}{path}.")


def unknown_paths(parameter: str, paths: Iterable[str], known: FieldTree) -> Iterator[FieldError]:
    """An error for each path that is not in the tree."""
    known_paths = list(all_paths(known)) if paths else []
    for path in paths:
        if path not in known_paths:
            yield invalid_choice(parameter, path, known_paths)


def all_paths(tree: FieldTree, prefix: str = "") -> Iterator[str]:
    """Every path of a tree, objects before the paths into them."""
    for name, below in tree.items():
        yield prefix + name
        yield from all_paths(below, f"{prefix}{name}.")


def keep_fields(data: Any, selected: FieldTree) -> Any:
    """The data with only the selected keys; in a list, of each item."""
    if isinstance(data, list):
        return [keep_fields(item, selected) for item in data]
    if not selected or not isinstance(data, Mapping):
        return data
    return {
        name: keep_fields(value, selected[name]) for name, value in data.items() if name in selected
    }


def drop_fields(data: Any, omitted: FieldTree) -> Any:
    """The data without the omitted keys; in a list, of each item."""
    if isinstance(data, list):
        return [drop_fields(item, omitted) for item in data]
    if not omitted or not isinstance(data, Mapping):
        return data
    return {
        name: drop_fields(value, omitted.get(name, {}))
        for name, value in data.items()
        if name not in omitted or omitted[name]
    }


class SparseFieldsParameters:
    """`fields`, `omit` and `expand` in the OpenAPI document; the view gives `expand_example`."""

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        descriptions = {
            FIELDS: "The only keys to show, with dots into objects.",
            OMIT: "Keys to leave out, with dots into objects.",
            EXPAND: "Records to show in full, up to two levels deep, such as `host.place` or "
            "`statements.source`. `statements` is only shown if expanded.",
        }
        examples = {FIELDS: "id", OMIT: "id", EXPAND: view.expand_example}
        return [
            array_parameter(name, description, PATH_SCHEMA, examples[name])
            for name, description in descriptions.items()
        ]
