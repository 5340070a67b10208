"""What clients saw: every answer with its time, and what was wrong with it."""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from operator import attrgetter

RECOVERY_SECONDS = 5.0


@dataclass(frozen=True)
class Observation:
    """One request, of the kind `request`. `status` is 0 if there was no complete answer."""

    ended: float
    seconds: float
    request: str
    status: int
    violation: str = ""
    target: str = ""  # method and path

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 400


class Observations:
    """A thread-safe list of observations, in the order in which they ended."""

    def __init__(self) -> None:
        self.items: list[Observation] = []
        self.lock = threading.Lock()

    def add(
        self, request: str, start: float, status: int, violation: str = "", target: str = ""
    ) -> None:
        if status >= 500 and not violation and status != 503:
            violation = f"{request}: status {status}"
        with self.lock:
            now = time.monotonic()
            self.items.append(Observation(now, now - start, request, status, violation, target))

    def since(self, start: float) -> list[Observation]:
        with self.lock:
            return self.items[bisect_left(self.items, start, key=attrgetter("ended")) :]


@dataclass(frozen=True)
class Summary:
    """The observations of one fault. Times are in seconds.

    `recovery` is the time from the end of the cause to the end of the last request that failed;
    `slowest` that of the slowest request, and `p95` of light requests during the fault.
    """

    statuses: Counter[int]
    recovery: float
    slowest: float
    p95: float
    violations: list[str]


def summarize(items: list[Observation], cause_ended: float) -> Summary:
    """Summarize the observations since the start of a fault whose cause ended at `cause_ended`."""
    failures = [item.ended for item in items if not item.is_success]
    light = sorted(item.seconds for item in items if item.request in ("healthz", "record"))
    return Summary(
        statuses=Counter(item.status for item in items),
        recovery=max(0.0, max(failures, default=cause_ended) - cause_ended),
        slowest=max((item.seconds for item in items), default=0.0),
        p95=light[int(len(light) * 0.95)] if light else 0.0,
        violations=[item.violation for item in items if item.violation],
    )
