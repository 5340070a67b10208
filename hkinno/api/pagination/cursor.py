"""Cursor (keyset) pagination: a page starts after a row, wherever that row is by then.

A cursor holds the ordering keys of that row, a digest of the query and the revision of the data,
signed. Rows that are added or changed between two pages therefore neither repeat nor hide another
row, and no replica answers that does not have this revision.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial, reduce
from operator import or_
from typing import Any, NamedTuple, Protocol, runtime_checkable

from django.core.signing import BadSignature, Signer
from django.db import connection
from django.db.models import OrderBy, Q, QuerySet, Value
from django.utils.translation import gettext as _
from rest_framework.request import Request

from hkinno.api.errors.field_errors import FieldError
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.revision_cache import CURSOR, DATA_VERSION, query_digest

FIRST_PAGE = "*"


class BoundKey(NamedTuple):
    """Stands for a key of a cursor in the parameters of SQL."""

    position: int
    field: Any  # of the model

    def prepare(self, values: Mapping[str, Any]) -> Any:
        """The parameter for the keys among values of query parameters."""
        return self.field.get_db_prep_value(values[CURSOR][self.position], connection)


class KeyPlaceholder(Value):
    """A key in a condition that is compiled for any keys: its parameter is a `BoundKey`."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", (BoundKey(self.value, self.output_field),)


class CursorPage:
    """One page: its rows, after `read`, and the cursors of its neighbours.

    Raises ProblemException if the cursor is not one for the list that is requested.
    """

    def __init__(self, request: Request, page_size: int) -> None:
        self.request, self.page_size = request, page_size
        self.digest = query_digest(request)
        self.content = self.decode(request.query_params[CURSOR])
        self.keys: list[Any] | None = self.content.get("keys")
        self.is_backward: bool = self.content.get("back", False)
        self.includes_row: bool = self.content.get("with", False)

    def read(self, rows: Any) -> None:
        """Read the page from a queryset, or from rows that implement `CursorRows`."""
        read = rows.read_from_cursor if isinstance(rows, CursorRows) else partial(read_rows, rows)
        page, keys = read(self, self.page_size + 1)
        self.has_more = len(page) > self.page_size
        step = -1 if self.is_backward else 1
        self.rows = page[: self.page_size][::step]
        self.keys_of_rows = keys[: self.page_size][::step]
        # Read with the rows, or else with the request.
        state = getattr(self.request, DATA_VERSION, None)
        number = getattr(page[0], "revision", None) if page else None
        self.revision: int = number or (state.number if state else self.content.get("revision", 0))

    @property
    def shape(self) -> tuple[Any, ...]:
        """What the SQL of the page depends on besides the list: which keys are null, not which."""
        are_null = None if self.keys is None else tuple(key is None for key in self.keys)
        return are_null, self.is_backward, self.includes_row

    def select(
        self, queryset: QuerySet[Any], *, is_bound: bool = False
    ) -> tuple[QuerySet[Any], dict[str, Any]]:
        """The rows from the cursor on, annotated with their keys; and the fields of these.

        `queryset` is ordered by `OrderBy` expressions that make the order total. With `is_bound`
        the parameters for the keys are `BoundKey`.
        """
        ordering: Any = queryset.query.order_by
        expressions = {f"key_{index}": order.expression for index, order in enumerate(ordering)}
        queryset = queryset.annotate(**expressions)
        fields = {name: queryset.query.annotations[name].output_field for name in expressions}
        if self.keys is not None:
            keys = self.keys
            if is_bound:
                keys = [
                    None if key is None else KeyPlaceholder(index, field)
                    for index, (key, field) in enumerate(zip(keys, fields.values(), strict=True))
                ]
            queryset = queryset.filter(self.is_beyond(ordering, keys))
        return (queryset.reverse() if self.is_backward else queryset), fields

    def decode(self, cursor: str) -> dict[str, Any]:
        """The content of a cursor. Raises ProblemException if it is not one for this query."""
        if cursor == FIRST_PAGE:
            return {}
        try:
            content: dict[str, Any] = get_signer().unsign_object(cursor)
        except BadSignature:
            content = {}
        if content.get("of") != self.digest:
            detail = _(
                "The cursor belongs to another list, filter or order. "
                "Start with cursor=* and follow “next”."
            )
            raise invalid_parameters([FieldError("invalid-cursor", detail, CURSOR)])
        return content

    def encode(self, keys: list[Any] | None, *, is_backward: bool, includes_row: bool) -> str:
        content = {
            "of": self.digest,
            "revision": self.revision,
            "keys": keys,
            "back": is_backward,
            "with": includes_row,
        }
        return get_signer().sign_object(content, compress=True)

    def is_beyond(self, ordering: Sequence[OrderBy], keys: list[Any]) -> Q:
        """Rows after the row with these keys, or before it when paging backward.

        With `includes_row` that row itself as well, if it still exists.
        """
        conditions, has_same_keys = [], Q()
        for index, (order, key) in enumerate(zip(ordering, keys, strict=True)):
            name = f"key_{index}"
            conditions.append(has_same_keys & self.is_key_beyond(name, order, key))
            has_same_keys &= Q(**({f"{name}__isnull": True} if key is None else {name: key}))
        return reduce(or_, [*conditions, has_same_keys] if self.includes_row else conditions)

    def is_key_beyond(self, name: str, order: OrderBy, key: Any) -> Q:
        """Rows in which one key comes strictly beyond `key`; null comes last."""
        if key is None:
            return Q(**{f"{name}__isnull": False}) if self.is_backward else Q(pk__in=[])
        lookup = "lt" if order.descending != self.is_backward else "gt"
        beyond = Q(**{f"{name}__{lookup}": key})
        includes_null = order.nulls_last and not self.is_backward
        return beyond | Q(**{f"{name}__isnull": True}) if includes_null else beyond

    def next_cursor(self) -> str | None:
        """The cursor of the next page, None after the last."""
        if not self.rows:
            return self.turn_back() if self.is_backward else None
        if not (self.has_more or self.is_backward):
            return None
        return self.encode(json_keys(self.keys_of_rows[-1]), is_backward=False, includes_row=False)

    def previous_cursor(self) -> str | None:
        """The cursor of the previous page, None before the first."""
        has_come_forward = self.keys is not None and not self.is_backward
        if not self.rows:
            return self.turn_back() if has_come_forward else None
        if not (has_come_forward or (self.is_backward and self.has_more)):
            return None
        return self.encode(json_keys(self.keys_of_rows[0]), is_backward=True, includes_row=False)

    def turn_back(self) -> str:
        """From a page that has become empty back to the row from which it was requested."""
        return self.encode(self.keys, is_backward=not self.is_backward, includes_row=True)


@runtime_checkable
class CursorRows(Protocol):
    """Implemented by rows that are read by SQL that is kept."""

    def read_from_cursor(self, page: CursorPage, limit: int) -> tuple[list[Any], list[Any]]:
        """At most `limit` rows from the cursor on, and the keys of each."""


def read_rows(queryset: QuerySet[Any], page: CursorPage, limit: int) -> tuple[list[Any], list[Any]]:
    """As `CursorRows.read_from_cursor`, of any queryset."""
    selected, fields = page.select(queryset)
    rows = list(selected[:limit])
    return rows, [[getattr(row, name) for name in fields] for row in rows]


def json_keys(keys: Sequence[Any]) -> list[Any]:
    """The keys of a row in a form that JSON holds and the database reads again."""
    return [str(key) if isinstance(key, date | Decimal) else key for key in keys]


def revision_of_cursor(cursor: str) -> int:
    """The revision of the page that a cursor comes from; 0 if it is not known."""
    try:
        content: dict[str, Any] = get_signer().unsign_object(cursor)
    except BadSignature:
        return 0
    return int(content.get("revision", 0))


def get_signer() -> Signer:
    # The full stop needs no escaping in a query string.
    return Signer(sep=".", salt="hkinno.cursor")
