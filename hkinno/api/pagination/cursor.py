"""Walking a list by cursors: each page begins after a row, wherever that stands by then.

A cursor holds the keys of that row, signed, and for which question: list, filters and order. So a
row that is added or changed while one walks neither doubles nor loses another.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

import orjson
from django.core.signing import BadSignature, Signer
from django.db.models import Model, OrderBy, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request

from hkinno.api.errors.field_errors import FieldError
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.negotiation import FORMAT
from hkinno.api.pagination.page_number import PAGE_SIZE
from hkinno.api.sparse_fields import SHAPE_PARAMETERS, SUMMARY_PARAMETERS

CURSOR, FIRST_PAGE = "cursor", "*"
# What changes how rows are shown, or what stands beside them, and not which rows come when.
NOT_IN_CURSOR = (CURSOR, PAGE_SIZE, FORMAT, *SHAPE_PARAMETERS, *SUMMARY_PARAMETERS)


class CursorPage:
    """One page of a walk: `rows`, and whether there are more in either direction."""

    def __init__(self, queryset: QuerySet, request: Request, size: int) -> None:
        self.question = query_digest(request)
        self.orders: Sequence[OrderBy] = queryset.query.order_by
        token = self.read(request.query_params[CURSOR])
        self.keys, self.is_back = token.get("keys"), token.get("back", False)
        rows = queryset.annotate(**{f"key_{i}": o.expression for i, o in enumerate(self.orders)})
        if self.keys is not None:
            rows = rows.filter(self.beyond(self.keys, token["with"]))
        found = list((rows.reverse() if self.is_back else rows)[: size + 1])
        self.has_more = len(found) > size
        self.rows: list[Model] = found[:size][::-1] if self.is_back else found[:size]

    def read(self, token: str) -> dict[str, Any]:
        """What a cursor holds, if it is one of ours for this question."""
        if token == FIRST_PAGE:
            return {}
        try:
            held = signer().unsign_object(token)
        except BadSignature:
            held = {}
        if held.get("of") != self.question:
            detail = _(
                "The cursor belongs to another list, filter or order. "
                "Start with cursor=* and follow “next”."
            )
            raise invalid_parameters([FieldError("invalid-cursor", detail, CURSOR)])
        return held

    def beyond(self, keys: list, is_with: bool) -> Q:
        """The rows after a row, or before it when one walks back; `is_with` it, if it is there."""
        conditions, same = [], Q()
        for index, (order, key) in enumerate(zip(self.orders, keys, strict=True)):
            conditions.append(same & self.further(f"key_{index}", order, key))
            same &= Q(**({f"key_{index}__isnull": True} if key is None else {f"key_{index}": key}))
        return reduce(or_, [*conditions, same] if is_with else conditions)

    def further(self, name: str, order: OrderBy, key: Any) -> Q:
        """Rows whose key lies further on the way than that of the row; null lies at the end."""
        if key is None:
            return Q(**{f"{name}__isnull": False}) if self.is_back else Q(pk__in=[])
        beyond = Q(**{f"{name}__{'lt' if order.descending != self.is_back else 'gt'}": key})
        can_end = order.nulls_last and not self.is_back
        return beyond | Q(**{f"{name}__isnull": True}) if can_end else beyond

    def following(self) -> str | None:
        """The cursor of the next page; None after the last."""
        if self.rows:
            return self.token(self.rows[-1], False) if self.has_more or self.is_back else None
        return self.turned() if self.is_back else None

    def preceding(self) -> str | None:
        """The cursor of the page before; None before the first."""
        if self.rows:
            came_on = self.keys is not None and not self.is_back
            is_some = came_on or (self.is_back and self.has_more)
            return self.token(self.rows[0], True) if is_some else None
        return self.turned() if self.keys is not None and not self.is_back else None

    def token(self, row: Model, is_back: bool) -> str:
        """The cursor of what lies beyond a row."""
        keys = [to_json_value(getattr(row, f"key_{index}")) for index in range(len(self.orders))]
        return self.signed(keys, is_back, False)

    def turned(self) -> str:
        """From an empty page back to where it began: all beyond has gone meanwhile."""
        return self.signed(self.keys, not self.is_back, True)

    def signed(self, keys: list, is_back: bool, is_with: bool) -> str:
        held = {"of": self.question, "keys": keys, "back": is_back, "with": is_with}
        return signer().sign_object(held, compress=True)


def signer() -> Signer:
    """What signs cursors; a full stop needs no escape in a query."""
    return Signer(sep=".", salt="hkinno.cursor")


def query_digest(request: Request) -> str:
    """What is asked: the list, the filters and the order, in few characters."""
    given = request.query_params.lists()
    asked = sorted((name, values) for name, values in given if name not in NOT_IN_CURSOR)
    return hashlib.sha256(orjson.dumps([request.path, asked])).hexdigest()[:16]


def to_json_value(key: Any) -> Any:
    """A key as JSON can hold it, and the database reads it again."""
    return str(key) if isinstance(key, date | Decimal) else key
