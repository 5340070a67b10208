"""How querysets report the number of their rows."""

from typing import NamedTuple, Protocol, runtime_checkable


class RowCount(NamedTuple):
    """The number of rows, or a lower bound of it if it is not exact."""

    number: int
    is_exact: bool


@runtime_checkable
class CappedCount(Protocol):
    """Implemented by querysets that stop counting at some number of rows."""

    def capped_count(self) -> RowCount: ...
