"""Rows as they are asked for: as of a time, with records shown whole, with the keys wanted."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Prefetch, prefetch_related_objects
from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.sparse_fields import (
    EXPAND,
    FIELDS,
    OMIT,
    FieldTree,
    build_tree,
    drop_fields,
    get_list_param,
    keep_fields,
    missing_paths,
    unknown_paths,
)
from hkinno.registry.models import Statement
from hkinno.registry.rest.expand import (
    STATEMENTS,
    SUPPORTED,
    expandable,
    expansions,
    names,
    view_of,
)
from hkinno.registry.rest.point_in_time import as_of, time_asked
from hkinno.registry.rest.response_limits import places, refuse_too_many, weight


class Shape:
    """How rows of a view are asked for; what is unknown is refused."""

    def __init__(self, view: APIView, request: Request, *, is_file: bool = False) -> None:
        self.request = request
        self.is_file = is_file
        self.serializer_class = view.serializer_class
        self.at = time_asked(request)
        self.views = self.shown_by(view)
        self.expanded = expansions(self.views, get_list_param(request, EXPAND))
        known = self.known()
        fields, omitted = get_list_param(request, FIELDS), get_list_param(request, OMIT)
        faults = [*unknown_paths(FIELDS, fields, known), *unknown_paths(OMIT, omitted, known)]
        if faults:
            raise invalid_parameters(faults)
        # What is expanded is wanted, whether it is named or not.
        unnamed = missing_paths(build_tree(fields), self.expanded) if fields else ()
        self.wanted = build_tree([*fields, *unnamed])
        self.omitted = build_tree(omitted)

    def shown_by(self, view: APIView) -> set[type[APIView]]:
        """The views whose keys the rows have."""
        return {type(view)}

    def known(self) -> FieldTree:
        """The names of all that a row may show."""
        return names(self.views, self.expanded)

    def of(self, rows: Iterable[Model]) -> list[dict]:
        """The rows as they are shown."""
        return self.left(self.whole(rows, self.serializer_class, self.expanded))

    def left(self, shown: list[dict]) -> list[dict]:
        """Of whole rows, the keys that are wanted."""
        self.refuse_too_many(weight(shown, self.expanded))
        return drop_fields(keep_fields(shown, self.wanted), self.omitted)

    def refuse_too_many(self, count: int) -> None:
        """Hold an answer to its size; a file is made a few rows at a time, and has none."""
        if not self.is_file:
            refuse_too_many(count)

    def is_left(self, path: tuple[str, ...]) -> bool:
        """Whether a key is shown, by what is wanted and what is omitted."""
        wanted, omitted = self.wanted, self.omitted
        for name in path:
            if (wanted and name not in wanted) or (name in omitted and not omitted[name]):
                return False
            wanted, omitted = wanted.get(name, {}), omitted.get(name, {})
        return True

    def whole(
        self, rows: Iterable[Model], serializer: type[Serializer], expanded: FieldTree
    ) -> list[dict]:
        """Rows with all of their keys, and with what is expanded in them."""
        context = {"request": self.request, EXPAND: expanded}
        if SUPPORTED in expanded:
            rows = list(rows)
            self.refuse_too_many(sum(each["statements"] for row in rows for each in row.supported))
            said = Statement.objects.published().for_api().order_by("id")
            prefetch_related_objects(rows, Prefetch("supports", said))
        shown = [dict(row) for row in serializer(rows, many=True, context=context).data]
        if self.at:
            shown = [as_of(row, self.at) for row in shown]
        self.expand(shown, expanded)
        return shown

    def expand(self, rows: list[dict], expanded: FieldTree) -> None:
        """Expand what rows show in brief; their statements they show already."""
        for path, below in expanded.items():
            if path in (STATEMENTS, SUPPORTED):
                self.expand([each for row in rows for each in row[path]], below)
            else:
                self.replace(list(places(rows, path)), below)

    def replace(self, places: list[tuple[Any, Any]], expanded: FieldTree) -> None:
        """Put whole records where they stand in brief: the queries are as many as resources."""
        wanted: dict[str, set[str]] = {}
        for holder, key in places:
            wanted.setdefault(holder[key]["resource"], set()).add(holder[key]["id"])
        self.refuse_too_many(sum(map(len, wanted.values())))
        found = {}
        for resource, ids in wanted.items():
            view = view_of(resource)
            rows = view.queryset.published().filter(pk__in=ids)
            # Records of other resources may have other paths.
            of_it = {path: below for path, below in expanded.items() if path in expandable(view)}
            whole = self.whole(rows, view.serializer_class, of_it)
            found |= {row["id"]: row for row in whole}
        for holder, key in places:
            holder[key] = found.get(holder[key]["id"], holder[key])
