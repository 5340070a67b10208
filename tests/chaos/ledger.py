"""What writers were told, to be compared with what the database contains."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass
class Entry:
    """One record. Its value is a number that its writer counts up.

    `attempted` is the last value sent, `acknowledged` the last one that the service confirmed; 0 is
    the value at creation, None that the creation was not confirmed.
    """

    attempted: int = 0
    acknowledged: int | None = None


@dataclass
class Ledger:
    """All records that writers have created, by id."""

    entries: dict[str, Entry] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def attempt(self, key: str, value: int) -> None:
        """Note that `value` is about to be sent."""
        with self.lock:
            self.entries.setdefault(key, Entry()).attempted = value

    def acknowledge(self, key: str, value: int) -> None:
        """Note that the service has confirmed `value`."""
        with self.lock:
            self.entries[key].acknowledged = value

    def acknowledged(self) -> dict[str, int]:
        """The confirmed values, by id."""
        with self.lock:
            return {
                key: entry.acknowledged
                for key, entry in self.entries.items()
                if entry.acknowledged is not None
            }

    def differences(self, values: dict[str, int], creations: dict[str, int]) -> list[str]:
        """What is lost, invented or duplicated in the database.

        `values` are those in the database; `creations` counts how often each record was created.
        """
        problems = [f"{key} was never sent" for key in sorted(values.keys() - self.entries.keys())]
        for key, entry in self.entries.items():
            value = values.get(key)
            if value is None:
                if entry.acknowledged is not None:
                    problems.append(f"{key} was acknowledged and is lost")
            elif not (entry.acknowledged or 0) <= value <= entry.attempted:
                problems.append(
                    f"{key} has the value {value}; acknowledged: {entry.acknowledged}, "
                    f"last sent: {entry.attempted}"
                )
            if creations.get(key, 0) > 1:
                problems.append(f"{key} was created {creations[key]} times")
        return problems
