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
    data_version = getattr(request, DATA_VERSION, None)
    if data_version is None:
        return compute()
    # Filters such as that for upcoming events depend on the day.
    key = (data_version, timezone.localdate(), query_digest(request), name)
    with values_lock:
        if key in values:
            return values[key]  # type: ignore[no-any-return]  # stored under this name
    value = compute()
    with values_lock, suppress(ValueError):  # larger than the cache
        values[key] = value
    return value
