"""What a request that a replica answers leaves to the primary."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

MAX_WAITING = 8
executor = ThreadPoolExecutor(1, "primary")
free_places = threading.Semaphore(MAX_WAITING)


def run_with_primary(function: Callable[[], object]) -> None:
    """Run a function later, in a thread whose default connection is that of the primary.

    It is not run if others wait, because the primary is slow or does not answer.
    """
    if free_places.acquire(blocking=False):
        executor.submit(run, function)


def run(function: Callable[[], object]) -> None:
    try:
        function()
    finally:
        connections.close_all()
        free_places.release()
