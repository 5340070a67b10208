"""Waits for conditions. A loaded machine is slow, and only a failing test waits so long."""

import time

LIMIT = 120  # seconds


def wait_until(condition):
    """What `condition()` returns, as soon as that is true. Raises TimeoutError after the limit."""
    deadline = time.monotonic() + LIMIT
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(condition)
        time.sleep(0.05)
    return result
