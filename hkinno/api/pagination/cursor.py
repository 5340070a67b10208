"""Cursor (keyset) pagination: a page starts after a row, wherever that row is by then.

A cursor holds the ordering keys of that row, a digest of the query and the revision of the data,
signed. Rows that are added or changed between two pages therefore neither repeat nor hide another
row, and no replica answers that does not have this revision.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Protocol, runtime_checkable

import orjson
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request

from hkinno.api.errors.field_errors import FieldError
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.pagination.keyset import GetKeys, Keyset
from hkinno.api.revision_cache import CURSOR, DATA_VERSION, filters_of

FIRST_PAGE = "*"


def query_digest(request: Request) -> str:
    """Identifies the list, its filters and its order."""
    return hashlib.sha256(orjson.dumps([request.path, filters_of(request)])).hexdigest()[:16]


class CursorPage:
    """One page: its rows, after `read`, and the cursors of its neighbours.

    Raises ProblemException if the cursor is not one for the list that is requested.
    """

    def __init__(self, request: Request, page_size: int) -> None:
        self.request, self.page_size = request, page_size
        self.digest = query_digest(request)
        self.content = self.decode(request.query_params[CURSOR])
        self.keyset = Keyset(
            self.content.get("keys"),
            is_backward=self.content.get("back", False),
            includes_row=self.content.get("with", False),
        )

    def read(self, rows: Any) -> None:
        """Read the page from a queryset, or from rows that implement `KeysetRows`."""
        read = rows.read_from if isinstance(rows, KeysetRows) else partial(read_rows, rows)
        page, keys = read(self.keyset, self.page_size + 1)
        self.has_more = len(page) > self.page_size
        step = -1 if self.keyset.is_backward else 1
        self.rows = page[: self.page_size][::step]
        self.keys_of_rows = keys[: self.page_size][::step]
        # Read with the rows, or else with the request.
        state = getattr(self.request, DATA_VERSION, None)
        number = getattr(page[0], "revision", None) if page else None
        self.revision: int = number or (state.number if state else self.content.get("revision", 0))

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

    def encode(self, keys: Sequence[Any] | None, *, is_backward: bool, includes_row: bool) -> str:
        content = {
            "of": self.digest,
            "revision": self.revision,
            "keys": keys,
            "back": is_backward,
            "with": includes_row,
        }
        return get_signer().sign_object(content, compress=True)

    def next_cursor(self) -> str | None:
        """The cursor of the next page, None after the last."""
        if not self.rows:
            return self.turn_back() if self.keyset.is_backward else None
        if not (self.has_more or self.keyset.is_backward):
            return None
        return self.encode(
            json_keys(self.keys_of_rows[-1]()), is_backward=False, includes_row=False
        )

    def previous_cursor(self) -> str | None:
        """The cursor of the previous page, None before the first."""
        has_come_forward = self.keyset.keys is not None and not self.keyset.is_backward
        if not self.rows:
            return self.turn_back() if has_come_forward else None
        if not (has_come_forward or (self.keyset.is_backward and self.has_more)):
            return None
        return self.encode(json_keys(self.keys_of_rows[0]()), is_backward=True, includes_row=False)

    def turn_back(self) -> str:
        """From a page that has become empty back to the row from which it was requested."""
        return self.encode(
            self.keyset.keys, is_backward=not self.keyset.is_backward, includes_row=True
        )


@runtime_checkable
class KeysetRows(Protocol):
    """Implemented by rows that are read by SQL that is kept."""

    def read_from(self, keyset: Keyset, limit: int) -> tuple[list[Any], list[GetKeys]]:
        """At most `limit` rows of a keyset, and a function for each that returns its keys."""


def read_rows(
    queryset: QuerySet[Any], keyset: Keyset, limit: int
) -> tuple[list[Any], list[GetKeys]]:
    """As `KeysetRows.read_from`, of any queryset."""
    selected, fields = keyset.select(queryset)
    rows = list(selected[:limit])
    return rows, [partial(keys_of, row, fields) for row in rows]


def keys_of(row: Any, names: Iterable[str]) -> list[Any]:
    return [getattr(row, name) for name in names]


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
