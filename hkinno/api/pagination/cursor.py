"""Cursor (keyset) pagination: a page starts after a row, wherever that row is by then.

A cursor holds the ordering keys of that row, a digest of the query and the revision of the data,
signed. Rows that are added or changed between two pages therefore neither repeat nor hide another
row, and no replica answers that does not have this revision.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import OrderBy, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request

from hkinno.api.errors.field_errors import FieldError
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.revision_cache import CURSOR, DATA_VERSION, query_digest

FIRST_PAGE = "*"


class CursorPage:
    """One page: `rows`, and the cursors of its neighbours.

    `queryset` is ordered by `OrderBy` expressions that make the order total. `select_fields`
    takes it and the names of further annotations, and may turn it into one of other rows.
    """

    def __init__(
        self,
        queryset: QuerySet[Any],
        request: Request,
        page_size: int,
        select_fields: Callable[..., Any],
    ) -> None:
        self.digest = query_digest(request)
        self.ordering: list[Any] = list(queryset.query.order_by)
        cursor = self.decode(request.query_params[CURSOR])
        self.keys: list[Any] | None = cursor.get("keys")
        self.is_backward: bool = cursor.get("back", False)
        expressions = {f"key_{i}": order.expression for i, order in enumerate(self.ordering)}
        queryset = select_fields(queryset.annotate(**expressions), *expressions)
        if self.keys is not None:
            queryset = queryset.filter(self.is_beyond(self.keys, cursor["with"]))
        rows = list((queryset.reverse() if self.is_backward else queryset)[: page_size + 1])
        self.has_more = len(rows) > page_size
        self.rows = rows[:page_size][::-1] if self.is_backward else rows[:page_size]
        # Read with the rows, or else with the request.
        state = getattr(request, DATA_VERSION, None)
        number = getattr(rows[0], "revision", None) if rows else None
        self.revision: int = number or (state.number if state else cursor.get("revision", 0))

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

    def is_beyond(self, keys: list[Any], includes_row: bool) -> Q:
        """Rows after the row with these keys, or before it when paging backward.

        With `includes_row` that row itself as well, if it still exists.
        """
        conditions, has_same_keys = [], Q()
        for index, (order, key) in enumerate(zip(self.ordering, keys, strict=True)):
            name = f"key_{index}"
            conditions.append(has_same_keys & self.is_key_beyond(name, order, key))
            has_same_keys &= Q(**({f"{name}__isnull": True} if key is None else {name: key}))
        return reduce(or_, [*conditions, has_same_keys] if includes_row else conditions)

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
        return self.encode(self.row_keys(self.rows[-1]), is_backward=False, includes_row=False)

    def previous_cursor(self) -> str | None:
        """The cursor of the previous page, None before the first."""
        has_come_forward = self.keys is not None and not self.is_backward
        if not self.rows:
            return self.turn_back() if has_come_forward else None
        if not (has_come_forward or (self.is_backward and self.has_more)):
            return None
        return self.encode(self.row_keys(self.rows[0]), is_backward=True, includes_row=False)

    def turn_back(self) -> str:
        """From a page that has become empty back to the row from which it was requested."""
        return self.encode(self.keys, is_backward=not self.is_backward, includes_row=True)

    def row_keys(self, row: Any) -> list[Any]:
        """The keys of a row in a form that JSON holds and the database reads again."""
        keys = [getattr(row, f"key_{index}") for index in range(len(self.ordering))]
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
