"""Which database answers a request: the primary, or a replica for reads of anonymous clients.

A replica is used while it is a standby, answers, and has what the primary had `max_lag` seconds
ago and what the client is known to have seen.
"""

import asyncio
from collections.abc import Callable, Container, Sequence
from functools import partial
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS

from hkinno.registry.revision import State
from hkinno.service.asgi.environ import Scope
from hkinno.service.asgi.revision_reader import RevisionReader


class Route(NamedTuple):
    """The alias of the database that answers a request, and its state; None if it is not known."""

    alias: str
    state: State | None


class Databases:
    """The primary and its replicas, as one worker sees them; belongs to one event loop.

    `required_revision(scope)` is the lowest revision that may answer a request, or None if only the
    primary may. `replicas` come in the order in which they are preferred.
    """

    def __init__(
        self,
        primary: RevisionReader,
        replicas: Sequence[RevisionReader] = (),
        *,
        max_lag: float = 1.0,
        required_revision: Callable[[Scope], int | None] = lambda scope: None,
    ) -> None:
        self.primary, self.replicas = primary, replicas
        # What the poll before the last one has read was asked for at most three intervals ago.
        self.poll_seconds = max_lag / 3
        self.required_revision = required_revision
        self.primary_revisions = (0, 0)  # at the poll before the last one, and at the last one
        # What ends the queries of each request in Django, by the alias of its database.
        self.running: dict[str, set[Callable[[], None]]] = {DEFAULT_DB_ALIAS: set()}
        for reader in replicas:
            self.running[reader.alias] = set()
            reader.on_lost = partial(self.end_queries, reader.alias)

    async def poll(self) -> None:
        """Read the revision of every database again and again, until cancelled."""
        while self.replicas:
            readers = (self.primary, *self.replicas)
            tasks = [asyncio.create_task(reader.read()) for reader in readers]
            await asyncio.sleep(self.poll_seconds)
            last = self.primary_revisions[1]
            # A read that is not done is left to its reader, which gives up in time.
            state = tasks[0].result() if tasks[0].done() else None
            self.primary_revisions = (last, state.number if state else last)

    def reader(self, alias: str) -> RevisionReader:
        """The reader of a database."""
        return next((reader for reader in self.replicas if reader.alias == alias), self.primary)

    def end_queries(self, alias: str) -> None:
        """End what runs on a replica that does not answer: another database will answer it."""
        loop = asyncio.get_running_loop()
        for end_query in self.running[alias]:
            loop.run_in_executor(None, end_query)

    def kept_state(self) -> State | None:
        """The state that answers without being read; None if it is too old, or with replicas."""
        return None if self.replicas else self.primary.kept_state()

    async def choose(
        self, scope: Scope, *, reads_state: bool, failed: Container[str] = ()
    ) -> Route:
        """The database that answers a request, and is not among those that have `failed`.

        The state of the primary is read only if it is needed.
        """
        required = self.required_revision(scope) if self.replicas else None
        if required is None:
            return Route(DEFAULT_DB_ALIAS, await self.primary.read() if reads_state else None)
        lagging: dict[int, Route] = {}
        current = max(required, self.primary_revisions[0])
        for reader in sorted(self.replicas, key=lambda reader: len(self.running[reader.alias])):
            state = None if reader.alias in failed else await reader.read()
            if state is None or not reader.is_standby:
                continue
            route = Route(reader.alias, state)
            if state.number >= current:
                return route
            if state.number >= required:
                lagging[state.number] = route
        state = await self.primary.read()
        if state is None and lagging:  # nobody else answers
            return lagging[max(lagging)]
        # Django decides what to answer if even the primary does not have it.
        return Route(DEFAULT_DB_ALIAS, state if state and state.number >= required else None)
