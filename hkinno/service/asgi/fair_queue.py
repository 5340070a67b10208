"""Shares the threads of a worker between clients."""

import asyncio
from collections import Counter, deque

from hkinno.service.metrics.requests import WAITING


class FairQueue:
    """Grants `slots` to waiting clients in turn, at most `slots_per_client` of them to each.

    Belongs to one event loop, and is used by its thread only.
    """

    def __init__(self, slots: int, slots_per_client: int) -> None:
        self.free_slots = slots
        self.slots_per_client = slots_per_client
        self.running: Counter[str] = Counter()
        # The clients that wait, next first.
        self.waiting: dict[str, deque[asyncio.Future[None]]] = {}

    async def acquire(self, client: str) -> None:
        """Wait for a slot. If the task is cancelled meanwhile, none is taken."""
        turn = asyncio.get_running_loop().create_future()
        self.waiting.setdefault(client, deque()).append(turn)
        self.grant_slots()
        if turn.done():
            return
        try:
            with WAITING.track_inprogress():
                await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.release(client)
            raise

    def release(self, client: str) -> None:
        """Return a slot, which goes to the next client."""
        self.free_slots += 1
        self.running[client] -= 1
        if not self.running[client]:
            del self.running[client]
        self.grant_slots()

    def grant_slots(self) -> None:
        while self.free_slots and (client := self.next_client()) is not None:
            turns = self.waiting.pop(client)
            turn = turns.popleft()
            if turns:
                self.waiting[client] = turns  # behind the others
            if not turn.cancelled():
                self.free_slots -= 1
                self.running[client] += 1
                turn.set_result(None)

    def next_client(self) -> str | None:
        """The client that has waited longest and may have another slot."""
        eligible = (name for name in self.waiting if self.running[name] < self.slots_per_client)
        return next(eligible, None)


class NestedQueue:
    """A queue in front of another one, whose slots its requests may use only in part."""

    def __init__(self, outer: FairQueue, inner: FairQueue) -> None:
        self.outer, self.inner = outer, inner

    async def acquire(self, client: str) -> None:
        """Wait for a slot of each. If the task is cancelled meanwhile, none is taken."""
        await self.outer.acquire(client)
        try:
            await self.inner.acquire(client)
        except asyncio.CancelledError:
            self.outer.release(client)
            raise

    def release(self, client: str) -> None:
        """Return both slots."""
        self.inner.release(client)
        self.outer.release(client)
