"""What is computed over a whole list, kept while the data do not change."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from cachetools import LRUCache
from django.utils import timezone
from rest_framework.request import Request

from hkinno.api.query_digest import query_digest

# The state of the data, set by `rest.conditional_requests`; nothing is kept without it.
DATA_VERSION = "data_version"
T = TypeVar("T")

MAX_SIZE = 8_000_000  # characters
values: LRUCache[tuple[Any, ...], Any] = LRUCache(MAX_SIZE, getsizeof=lambda v: len(repr(v)))
values_lock = threading.Lock()


def get_or_compute(request: Request, name: str, compute: Callable[[], T]) -> T:
    """The value called `name` of the list that a request asks for, on whichever of its pages."""
    value: T | None = find(request, name)
    if value is None:
        value = compute()
        keep(request, name, value)
    return value


def find(request: Request, name: str) -> Any:
    """The value that was kept in the state of the data that the request reads, or None."""
    key = make_key(request, name)
    with values_lock:
        return values.get(key) if key else None


def keep(request: Request, name: str, value: Any) -> None:
    """Keep a value that was computed in the state of the data that the request reads."""
    if key := make_key(request, name):
        with values_lock, suppress(ValueError):  # larger than the cache
            values[key] = value


def make_key(request: Request, name: str) -> tuple[Any, ...] | None:
    """What a value depends on; None if the state of the data is not known."""
    data_version = getattr(request, DATA_VERSION, None)
    if data_version is None:
        return None
    # Filters such as that for upcoming events depend on the day.
    return data_version, timezone.localdate(), query_digest(request), name
