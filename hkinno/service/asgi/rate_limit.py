"""How many requests a client may send: headers `RateLimit` and `RateLimit-Policy`.

Both are structured fields of draft-ietf-httpapi-ratelimit-headers-10.
"""

import math
import mmap
import time
from typing import NamedTuple

SLOTS = 65_536  # clients whose hashes are equal share a limit
Headers = list[tuple[bytes, bytes]]


class Quota(NamedTuple):
    """What a client may still send."""

    remaining: int
    reset_seconds: float  # until the whole quota is available again
    retry_seconds: int  # until the next request is accepted; 0 if this one was


class RateLimit:
    """At most `requests` of each client in any `seconds`; no limit if `requests` is 0.

    The generic cell rate algorithm: for each client one number, the time at which its quota is
    complete again. The numbers are in memory that forked workers share.
    """

    def __init__(self, requests: int, seconds: int) -> None:
        self.requests, self.seconds = requests, seconds
        self.full_at = memoryview(mmap.mmap(-1, SLOTS * 8)).cast("d")

    def count(self, client: str) -> Quota:
        """Count a request, unless it exceeds the limit."""
        slot, now = hash(client) % SLOTS, time.monotonic()
        interval = self.seconds / self.requests
        full_at = max(self.full_at[slot], now)
        excess = full_at + interval - now - self.seconds
        if excess > 0:
            return Quota(0, full_at - now, math.ceil(excess))
        self.full_at[slot] = full_at = full_at + interval
        return Quota(int((self.seconds - full_at + now) / interval), full_at - now, 0)

    def headers(self, quota: Quota) -> Headers:
        state = f'"default";r={quota.remaining};t={math.ceil(quota.reset_seconds)}'
        policy = f'"default";q={self.requests};w={self.seconds}'
        return [(b"ratelimit", state.encode()), (b"ratelimit-policy", policy.encode())]
