"""Rows as JSON objects, from their documents, with the query options of the request applied."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpRequest

from hkinno.api.sparse_fields import FieldTree
from hkinno.registry.models import Statement, record_models
from hkinno.registry.rest.documents import DOCUMENT, VERSION, load_documents
from hkinno.registry.rest.expand import ViewSet, expandable_fields, get_viewset
from hkinno.registry.rest.query_options import QueryOptions
from hkinno.registry.rest.response_limits import (
    Row,
    check_expanded_count,
    count_expanded,
    find_slots,
)

# Shown with `expand` only: the statements by this foreign key.
STATEMENT_FIELDS = {"statements": "subject", "supported_statements": "source"}
# The largest field of a record, and the key that follows it.
RELATIONS, AFTER_RELATIONS = ',"relations":[', '],"website":'


def without_relations(body: str) -> str:
    """The document of a record without `relations`, which take longer to parse than the rest.

    Quotes within values are escaped, so that these are keys, and no record in brief has them.
    """
    start = body.index(RELATIONS)
    return body[:start] + body[body.index(AFTER_RELATIONS, start) + 1 :]


@dataclass
class Representation:
    """Represents rows as the query options ask for, with URLs as the client sees them.

    Belongs to one response, and counts what is expanded in all of its rows.
    """

    options: QueryOptions
    request: HttpRequest
    expanded_count: int = 0

    def represent(
        self, instances: Iterable[Any], viewset: ViewSet, *, accepts_fragments: bool = False
    ) -> list[Any]:
        """The rows of a response. Raises ProblemException if too much is expanded.

        `instances` are annotated with their version, and may be with their document. With
        `accepts_fragments`, documents that no option changes, or that are without relations only,
        are `orjson.Fragment` instead of dictionaries, and never parsed.
        """
        instances = list(instances)
        versions = {instance.pk: getattr(instance, VERSION) for instance in instances}
        stored = None
        if instances and hasattr(instances[0], DOCUMENT):
            stored = {row.pk: row.document for row in instances if row.document is not None}
        documents = load_documents(viewset, versions, self.request, stored)
        if accepts_fragments and self.options.is_default:
            return [orjson.Fragment(document) for document in documents.values()]
        if accepts_fragments and self.options.omits_only_relations:
            return [orjson.Fragment(without_relations(body)) for body in documents.values()]
        rows = [orjson.loads(document) for document in documents.values()]
        return self.select_fields(self.expand_rows(rows, self.options.expand))

    def select_fields(self, rows: list[Row]) -> list[Row]:
        self.expanded_count += count_expanded(rows, self.options.expand)
        check_expanded_count(self.expanded_count)
        return self.options.select_fields(rows)

    def load_rows(
        self, viewset: ViewSet, versions: Mapping[str, int], expand: FieldTree
    ) -> list[Row]:
        """Rows with all of their fields, and with `expand` applied."""
        documents = load_documents(viewset, versions, self.request)
        return self.expand_rows([orjson.loads(body) for body in documents.values()], expand)

    def expand_rows(self, rows: list[Row], expand: FieldTree) -> list[Row]:
        """The rows with `expand` and `at` applied."""
        for path in STATEMENT_FIELDS:
            if path in expand:
                self.add_statements(rows, path, expand[path])
        rows = [self.options.filter_by_date(row) for row in rows]
        for path, nested_expand in expand.items():
            if path not in STATEMENT_FIELDS:
                self.replace_briefs(list(find_slots(rows, path)), nested_expand)
        return rows

    def add_statements(self, rows: list[Row], path: str, expand: FieldTree) -> None:
        """Add the published statements about the rows, or based on them, in one set of queries."""
        column = STATEMENT_FIELDS[path]
        viewset: Any = get_viewset(Statement)
        statements = (
            Statement.objects.published()
            .filter(**{f"{column}__in": [row["id"] for row in rows]})
            .order_by("id")
            .values_list("pk", viewset.document_version)
        )
        versions = dict(statements)
        check_expanded_count(self.expanded_count + len(versions))
        by_record: dict[str, list[Row]] = defaultdict(list)
        for statement in self.load_rows(viewset, versions, expand):
            by_record[statement[column]["id"]].append(statement)
        for row in rows:
            row[path] = by_record[row["id"]]

    def replace_briefs(self, slots: list[tuple[Any, Any]], expand: FieldTree) -> None:
        """Replace records in brief by all of their fields: one set of queries a resource.

        `slots` are pairs as of `find_slots`.
        """
        ids: dict[str, set[str]] = defaultdict(set)
        for container, key in slots:
            ids[container[key]["resource"]].add(container[key]["id"])
        check_expanded_count(self.expanded_count + sum(map(len, ids.values())))
        records: dict[str, Row] = {}
        for resource, resource_ids in ids.items():
            records |= {row["id"]: row for row in self.load_records(resource, resource_ids, expand)}
        for container, key in slots:
            container[key] = records.get(container[key]["id"], container[key])

    def load_records(self, resource: str, ids: set[str], expand: FieldTree) -> list[Row]:
        """The published records of a resource with these ids."""
        model = record_models()[resource]
        viewset: Any = get_viewset(model)
        # Other resources may have other paths.
        own_expand = {
            path: tree for path, tree in expand.items() if path in expandable_fields(viewset)
        }
        published = model.objects.published().filter(pk__in=ids).order_by("pk")
        versions = dict(published.values_list("pk", viewset.document_version))
        return self.load_rows(viewset, versions, own_expand)
