"""Which fields `expand` may name, and which fields rows have once they are expanded.

A serializer declares them in `expandable_fields`: a path such as `host` or `relations.record`, and
the model of the objects at that path. `Record` stands for records of any kind, "self" for the kind
of the record itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from rest_framework.serializers import Field
from rest_framework.viewsets import GenericViewSet

from hkinno.api.errors.field_errors import FieldError, invalid_choice
from hkinno.api.errors.problem_details import raise_invalid_parameters
from hkinno.api.sparse_fields import EXPAND, FieldTree
from hkinno.registry.models import Record, record_models

MAX_DEPTH = 2
ViewSet = type[GenericViewSet[Any]]


@cache
def get_viewset(model: Any) -> ViewSet:
    """The viewset that a model names in `VIEWSET`."""
    viewset: ViewSet = import_string(model.VIEWSET)
    return viewset


def record_viewsets() -> set[ViewSet]:
    return {get_viewset(model) for model in record_models().values()}


@cache
def expandable_fields(viewset: ViewSet) -> dict[str, set[ViewSet]]:
    """The paths that can be expanded in a row, with the viewsets of the objects there."""
    declared = getattr(viewset.serializer_class, "expandable_fields", {})
    return {path: target_viewsets(viewset, model) for path, model in declared.items()}


def target_viewsets(viewset: ViewSet, model: Any) -> set[ViewSet]:
    if model == "self":
        return {viewset}
    return record_viewsets() if model is Record else {get_viewset(model)}


def merge_expandable_fields(viewsets: Iterable[ViewSet]) -> dict[str, set[ViewSet]]:
    """The paths that can be expanded in rows of any of the viewsets."""
    merged: dict[str, set[ViewSet]] = defaultdict(set)
    for viewset in viewsets:
        for path, targets in expandable_fields(viewset).items():
            merged[path] |= targets
    return dict(merged)


def parse_expand(viewsets: set[ViewSet], paths: Iterable[str]) -> FieldTree:
    """The tree of the requested paths, keyed by those of `expandable_fields`.

    Raises ProblemException for an unknown path and for one that is too deep.
    """
    tree: FieldTree = {}
    raise_invalid_parameters(error for path in paths if (error := add_path(tree, viewsets, path)))
    return tree


def add_path(tree: FieldTree, viewsets: set[ViewSet], path: str) -> FieldError | None:
    """Add a path to the tree, or return the error in it."""
    remainder = path
    for _depth in range(MAX_DEPTH):
        targets = merge_expandable_fields(viewsets)
        # A prefix, because a path such as `relations.record` has dots itself.
        head = next((name for name in targets if f"{remainder}.".startswith(f"{name}.")), None)
        if head is None:
            prefix = path.removesuffix(remainder)
            return invalid_choice(EXPAND, path, [prefix + name for name in targets])
        tree = tree.setdefault(head, {})
        viewsets, remainder = targets[head], remainder[len(head) + 1 :]
        if not remainder:
            return None
    detail = _("“%(path)s” is more than two levels deep.") % {"path": path}
    return FieldError("limit-exceeded", detail, EXPAND)


def serializer_field_tree(fields: Mapping[str, Field[Any, Any, Any, Any]]) -> FieldTree:
    """The names of fields, with those of nested serializers and of lists of them."""
    return {
        name: serializer_field_tree(getattr(getattr(field, "child", field), "fields", {}))
        for name, field in fields.items()
    }


@cache
def unexpanded_field_tree(viewset: ViewSet) -> FieldTree:
    serializer_class: Any = viewset.serializer_class
    return serializer_field_tree(serializer_class().fields)


def field_tree(viewsets: Iterable[ViewSet], expand: FieldTree) -> FieldTree:
    """The names of the fields in rows of any of the viewsets when `expand` is applied."""
    tree: FieldTree = {}
    for viewset in viewsets:
        tree |= unexpanded_field_tree(viewset)
    targets = merge_expandable_fields(viewsets)
    for path, nested_expand in expand.items():
        *parents, last = path.split(".")
        parent = tree
        for name in parents:
            parent[name] = parent = dict(parent[name])
        parent[last] = field_tree(targets[path], nested_expand)
    return tree
