"""Model instances as JSON objects, with the query options of the request applied."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from rest_framework.serializers import BaseSerializer

from hkinno.api.sparse_fields import EXPAND, FieldTree
from hkinno.registry.models import Statement, record_models
from hkinno.registry.rest.expand import expandable_fields, get_viewset
from hkinno.registry.rest.query_options import QueryOptions
from hkinno.registry.rest.response_limits import (
    Row,
    check_expanded_count,
    count_expanded,
    find_slots,
)

SUPPORTED_STATEMENTS = "supported_statements"
# Shown with `expand` only, and then by the serializer itself: never in brief.
STATEMENT_FIELDS = ("statements", SUPPORTED_STATEMENTS)


@dataclass(frozen=True)
class Projection:
    """Represents rows as the query options ask for.

    `context` is that of the view's serializers. Files are written a few rows at a time, so
    `is_limited` is false for them and their number of expanded objects has no limit.
    """

    options: QueryOptions
    context: dict[str, Any]
    is_limited: bool = True

    def represent(
        self, instances: Iterable[Any], serializer_class: type[BaseSerializer[Any]]
    ) -> list[Row]:
        """The rows of a response. Raises ProblemException if too much is expanded."""
        return self.select_fields(self.serialize(instances, serializer_class, self.options.expand))

    def select_fields(self, rows: list[Row]) -> list[Row]:
        self.check_limit(count_expanded(rows, self.options.expand))
        return self.options.select_fields(rows)

    def check_limit(self, count: int) -> None:
        if self.is_limited:
            check_expanded_count(count)

    def serialize(
        self,
        instances: Iterable[Any],
        serializer_class: type[BaseSerializer[Any]],
        expand: FieldTree,
    ) -> list[Row]:
        """Rows with all of their fields, and with `expand` applied."""
        if SUPPORTED_STATEMENTS in expand:
            instances = list(instances)
            self.prefetch_supported_statements(instances)
        context = self.context | {EXPAND: expand}
        serializer = serializer_class(instances, many=True, context=context)
        rows = [self.options.filter_by_date(dict(row)) for row in serializer.data]
        for path, nested_expand in expand.items():
            self.expand_path(rows, path, nested_expand)
        return rows

    def prefetch_supported_statements(self, sources: list[Any]) -> None:
        """Read the statements of sources in one query, if the response may contain them."""
        self.check_limit(sum(row["statements"] for source in sources for row in source.supported))
        statements = Statement.objects.published().for_api().order_by("id")
        prefetch_related_objects(sources, Prefetch("supports", statements))

    def expand_path(self, rows: list[Row], path: str, nested_expand: FieldTree) -> None:
        if path not in STATEMENT_FIELDS:
            self.replace_briefs(list(find_slots(rows, path)), nested_expand)
            return
        statements = [statement for row in rows for statement in row[path]]
        for nested_path, tree in nested_expand.items():
            self.expand_path(statements, nested_path, tree)

    def replace_briefs(self, slots: list[tuple[Any, Any]], expand: FieldTree) -> None:
        """Replace records in brief by all of their fields: one set of queries a resource.

        `slots` are pairs as of `find_slots`.
        """
        ids: dict[str, set[str]] = defaultdict(set)
        for container, key in slots:
            ids[container[key]["resource"]].add(container[key]["id"])
        self.check_limit(sum(map(len, ids.values())))
        records: dict[str, Row] = {}
        for resource, resource_ids in ids.items():
            rows = self.serialize_records(resource, resource_ids, expand)
            records |= {row["id"]: row for row in rows}
        for container, key in slots:
            container[key] = records.get(container[key]["id"], container[key])

    def serialize_records(self, resource: str, ids: set[str], expand: FieldTree) -> list[Row]:
        model = record_models()[resource]
        viewset: Any = get_viewset(model)
        # Other resources may have other paths.
        own_expand = {
            path: tree for path, tree in expand.items() if path in expandable_fields(viewset)
        }
        queryset = viewset.queryset.published().filter(pk__in=ids)
        return self.serialize(queryset, viewset.serializer_class, own_expand)
