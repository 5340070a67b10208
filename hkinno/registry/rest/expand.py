"""What `expand` may name: records that are shown whole instead of in brief.

What can be expanded follows from the serializers: each record in brief, and `statements`.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.views import APIView

from hkinno.api.errors.field_errors import FieldError, invalid_choice
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.sparse_fields import EXPAND, FieldTree
from hkinno.registry.models import Source, record_models
from hkinno.registry.rest.serializers import BriefSerializer, RecordSerializer

DEEPEST = 2
STATEMENTS, SUPPORTED = "statements", "supported_statements"
View = type[APIView]


@cache
def view_of(name: str) -> View:
    """The view of a list, by the name of its address."""
    return resolve(reverse(f"{name}-list")).func.cls


def described(field: serializers.Field) -> Any:
    """What a field shows: a nested serializer, of a list that of an item."""
    return getattr(field, "child", field)


def parts(field: serializers.Field) -> dict[str, serializers.Field]:
    """The keys of what a field shows; none where it is no object."""
    return getattr(described(field), "fields", {})


def is_brief(field: serializers.Field) -> bool:
    """Whether it shows a record in brief, or a list of such."""
    return isinstance(described(field), BriefSerializer)


@cache
def expandable(view: View) -> dict[str, set[View]]:
    """The paths that can be expanded in a row of a view, each with the views of what it shows."""
    found = {}
    if issubclass(view.serializer_class, RecordSerializer):
        found |= {name: {view_of(STATEMENTS)} for name in view.serializer_class.ONLY_EXPANDED}
    for name, field in view.serializer_class().fields.items():
        if is_brief(field):
            found[name] = targets(view, name)
        else:
            found |= {
                f"{name}.{below}": targets(view, below)
                for below, part in parts(field).items()
                if is_brief(part)
            }
    return found


def targets(view: View, name: str) -> set[View]:
    """The views of the records that a name may show: of one resource, or of all."""
    if name in ("part_of", "merged_into"):
        return {view}
    if name == "sources":
        return {view_of(Source.RESOURCE)}
    columns = {each.name: each.related_model for each in view.queryset.model._meta.fields}
    resource = getattr(columns.get(name), "RESOURCE", None)
    return {view_of(each) for each in ([resource] if resource else record_models())}


def expansions(views: set[View], paths: Iterable[str]) -> FieldTree:
    """What is to be expanded, as a tree of the paths of `expandable`."""
    made: FieldTree = {}
    faults = [fault for path in paths if (fault := grow(made, views, path))]
    if faults:
        raise invalid_parameters(faults)
    return made


def grow(made: FieldTree, views: set[View], path: str) -> FieldError | None:
    """Add a path to the tree, or say what is wrong with it."""
    rest = path
    for _depth in range(DEEPEST):
        known = reachable(views)
        head = next((name for name in known if f"{rest}.".startswith(f"{name}.")), None)
        if head is None:
            before = path[: len(path) - len(rest)]
            return invalid_choice(EXPAND, path, [before + name for name in known])
        made = made.setdefault(head, {})
        views, rest = known[head], rest[len(head) + 1 :]
        if not rest:
            return None
    detail = _("“%(path)s” leads deeper than two levels.") % {"path": path}
    return FieldError("limit-exceeded", detail, EXPAND)


def reachable(views: Iterable[View]) -> dict[str, set[View]]:
    """The paths that can be expanded in rows of any of some views."""
    found: dict[str, set[View]] = {}
    for view in views:
        for name, there in expandable(view).items():
            found[name] = found.get(name, set()) | there
    return found


@cache
def names_in_brief(view: View) -> FieldTree:
    """The names that a row of a view shows before anything is expanded."""
    return names_of(view.serializer_class().fields)


def names_of(fields: dict[str, serializers.Field]) -> FieldTree:
    """The names of fields, with those below each."""
    return {name: names_of(parts(field)) for name, field in fields.items()}


def names(views: Iterable[View], wanted: FieldTree) -> FieldTree:
    """The names that rows of any of some views show when some paths are expanded."""
    found = {name: below for view in views for name, below in names_in_brief(view).items()}
    there = reachable(views)
    for path, below in wanted.items():
        *before, last = path.split(".")
        holder = found
        for name in before:
            holder[name] = holder = dict(holder[name])
        holder[last] = names(there[path], below)
    return found
