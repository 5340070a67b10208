"""Where a page starts in a list, by the ordering keys of a row (keyset pagination)."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import OrderBy, Q, QuerySet, Value

from hkinno.api.revision_cache import CURSOR

# Returns the ordering keys of a row: most rows of a page need not be asked for them.
GetKeys = Callable[[], list[Any]]


class BoundKey(NamedTuple):
    """Stands for a key of a keyset in the parameters of SQL."""

    position: int
    field: Any  # of the model

    def prepare(self, values: Mapping[str, Any]) -> Any:
        """The parameter for the keys among values of query parameters."""
        return self.field.get_db_prep_value(values[CURSOR][self.position], connection)


class KeyPlaceholder(Value):
    """A key in a condition that is compiled for any keys: its parameter is a `BoundKey`."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", (BoundKey(self.value, self.output_field),)


class Keyset(NamedTuple):
    """The rows after the row with these keys; all rows if `keys` is None.

    With `is_backward` the rows before it, from the nearest on. With `includes_row` that row itself
    as well, if it still exists.
    """

    keys: Sequence[Any] | None = None
    is_backward: bool = False
    includes_row: bool = False

    @property
    def shape(self) -> tuple[Any, ...]:
        """What the SQL depends on besides the list: which keys are null, not which."""
        are_null = None if self.keys is None else tuple(key is None for key in self.keys)
        return are_null, self.is_backward, self.includes_row

    def select(
        self, queryset: QuerySet[Any], *, is_bound: bool = False
    ) -> tuple[QuerySet[Any], dict[str, Any]]:
        """The rows, annotated with their keys; and the fields of these.

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

    def is_beyond(self, ordering: Sequence[OrderBy], keys: Sequence[Any]) -> Q:
        """The condition for the rows."""
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
