"""The query parameters that select what rows contain: `fields`, `omit`, `expand` and `at`."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Any, Self

from django.db.backends.postgresql.psycopg_any import DateRange
from rest_framework.request import Request
from rest_framework.views import APIView

from hkinno.api.errors.field_errors import invalid_value
from hkinno.api.errors.problem_details import invalid_parameters, raise_invalid_parameters
from hkinno.api.filters.base import DATES, POSSIBLE
from hkinno.api.query_params import get_list_param
from hkinno.api.sparse_fields import (
    EXPAND,
    FIELDS,
    OMIT,
    SHAPE_PARAMETERS,
    FieldTree,
    build_tree,
    drop_fields,
    keep_fields,
    missing_paths,
    unknown_paths,
)
from hkinno.registry.rest.expand import ViewSet, parse_expand
from hkinno.registry.rest.filters.date import (
    DATE,
    AtFilter,
    DatesFilter,
    is_known_at,
    is_possible_at,
)
from hkinno.registry.rest.filters.relation import RELATION_DATES
from hkinno.registry.vocabularies.record_choices import Modality

AT = "at"
OMIT_RELATIONS: FieldTree = {"relations": {}}
PARAMETERS = frozenset({*SHAPE_PARAMETERS, AT})
# The keys of the first and last date of the items in lists that `at` filters.
DATE_KEYS = {
    "relations": ("since", "until"),
    "aliases": ("since", "until"),
    "statements": ("as_of", "as_of"),
    "supported_statements": ("as_of", "as_of"),
}
# The keys of all dates at which an item held.
KNOWN_DATE_KEYS = DATE_KEYS | {"relations": RELATION_DATES}


@dataclass(frozen=True)
class QueryOptions:
    """What the rows of a response contain."""

    fields: FieldTree
    omit: FieldTree
    expand: FieldTree
    at: DateRange | None
    includes_possible: bool = False

    @classmethod
    def from_request(
        cls,
        request: Request,
        viewsets: set[ViewSet],
        get_known_fields: Callable[[FieldTree], FieldTree],
    ) -> Self:
        """Parse the parameters of a request for rows of `viewsets`.

        `get_known_fields` returns the fields that rows have with a given `expand`. Raises
        ProblemException for paths that lead nowhere and for a malformed `at`.
        """
        if PARAMETERS.isdisjoint(request.query_params):
            return cls({}, {}, {}, None)
        at = parse_at(request)
        includes_possible = request.query_params.get(DATES) == POSSIBLE
        expand = parse_expand(viewsets, get_list_param(request, EXPAND))
        known = get_known_fields(expand)
        fields, omit = get_list_param(request, FIELDS), get_list_param(request, OMIT)
        raise_invalid_parameters(
            chain(unknown_paths(FIELDS, fields, known), unknown_paths(OMIT, omit, known))
        )
        # Naming a field in `expand` is enough to receive it.
        expanded_only = missing_paths(build_tree(fields), expand) if fields else ()
        return cls(
            build_tree([*fields, *expanded_only]), build_tree(omit), expand, at, includes_possible
        )

    @property
    def is_default(self) -> bool:
        """Whether rows are as their serializers represent them."""
        return not (self.fields or self.omit or self.expand or self.at)

    @property
    def omits_only_relations(self) -> bool:
        """Whether rows are as their serializers represent them but for `relations`."""
        return self.omit == OMIT_RELATIONS and not (self.fields or self.expand or self.at)

    def select_fields(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows with `fields` and `omit` applied."""
        selected: list[dict[str, Any]] = drop_fields(keep_fields(rows, self.fields), self.omit)
        return selected

    def has_field(self, path: tuple[str, ...]) -> bool:
        """Whether `fields` and `omit` leave the field at a path."""
        fields, omit = self.fields, self.omit
        for name in path:
            if (fields and name not in fields) or (name in omit and not omit[name]):
                return False
            fields, omit = fields.get(name, {}), omit.get(name, {})
        return True

    def filter_by_date(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row without relations, aliases and statements that did not hold at `at`."""
        if self.at is None:
            return row
        return row | {
            name: [item for item in row[name] if self.is_valid(name, item)]
            for name in DATE_KEYS
            if name in row
        }

    def is_valid(self, name: str, item: dict[str, Any]) -> bool:
        """Whether an item of a list held at `at`: see `rest.filters.date`."""
        at: Any = self.at
        if self.includes_possible or name == "aliases":
            first, last = DATE_KEYS[name]
            return is_possible_at(item[first], item[last], at)
        dates = [item[key] for key in KNOWN_DATE_KEYS[name]]
        is_fact = name != "relations" or item["modality"] == Modality.STATED
        return is_fact and is_known_at(dates, at)


def parse_at(request: Request) -> DateRange | None:
    """The time that `at` names. Raises ProblemException if it is not a partial date."""
    text = request.query_params.get(AT)
    if text is None:
        return None
    try:
        return DATE.parse(text)
    except ValueError as error:
        raise invalid_parameters([invalid_value(AT, text, DATE.expected)]) from error


class AtParameter:
    """Documents `at` and `dates` for a single row; those of a list are among its filters."""

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [AtFilter().schema_parameter(AT), DatesFilter().schema_parameter(DATES)]
