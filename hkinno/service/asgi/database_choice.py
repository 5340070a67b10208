"""The database that answers a request, and what is cached of the answer for its state."""

import time
from collections.abc import Callable

from django.db import DEFAULT_DB_ALIAS

from hkinno.registry.revision import State
from hkinno.service.asgi.databases import Databases
from hkinno.service.asgi.environ import Environ, Scope
from hkinno.service.asgi.request_headers import RequestHeaders
from hkinno.service.asgi.response import Response
from hkinno.service.asgi.response_cache import CachedResponse, Lookup, ResponseCache, make_key
from hkinno.service.asgi.stored_records import keep_head, make_response
from hkinno.service.metrics.requests import ROUTE


class DatabaseChoice:
    """Chosen anew when a replica fails. `lookup` is None if the answer cannot be cached."""

    def __init__(
        self,
        databases: Databases,
        cache: ResponseCache | None,
        scope: Scope,
        headers: RequestHeaders,
    ) -> None:
        self.databases, self.cache, self.scope = databases, cache, scope
        self.key = make_key(scope, headers) if cache else None
        self.alias = ""
        self.state: State | None = None
        self.lookup: Lookup | None = None
        self.failed: set[str] = set()
        self.waited_seconds = 0.0  # for the state of databases

    def choose_at_once(self) -> bool:
        """Choose the database if its state is known, and need not be read."""
        state = self.databases.kept_state() if self.key else None
        if not (state and self.cache and self.key):
            return False
        self.alias, self.state = DEFAULT_DB_ALIAS, state
        self.lookup = self.cache.look_up(self.key, state)
        return True

    async def choose(self) -> None:
        """Choose a database that has not failed."""
        start = time.monotonic()
        self.alias, self.state = await self.databases.choose(
            self.scope, reads_state=self.key is not None, failed=self.failed
        )
        self.waited_seconds += time.monotonic() - start
        self.lookup = None
        if self.cache and self.key and self.state:
            self.lookup = self.cache.look_up(self.key, self.state)

    async def find_response(self) -> CachedResponse | None:
        """The response if it is cached, or if a stored document is all that it takes."""
        if not (self.cache and self.lookup):
            return None
        if self.lookup.cached:
            return self.lookup.cached
        return await make_response(self.cache, self.lookup, self.databases.reader(self.alias))

    async def answers(self) -> bool:
        """Whether a database answers that has not failed."""
        choice = await self.databases.choose(self.scope, reads_state=True, failed=self.failed)
        return choice.state is not None

    async def replace(self, end_query: Callable[[], None]) -> None:
        """Choose another database, as this one has failed while it answered the request."""
        self.failed.add(self.alias)
        self.end(end_query)
        await self.choose()
        self.begin(end_query)

    def begin(self, end_query: Callable[[], None]) -> None:
        """Count the request among those that its database answers."""
        self.databases.running[self.alias].add(end_query)

    def end(self, end_query: Callable[[], None]) -> None:
        self.databases.running[self.alias].discard(end_query)

    def store(self, response: Response, environ: Environ) -> None:
        """Cache the response, if it may be reused."""
        if self.cache and self.lookup:
            self.cache.store(self.lookup, response, environ[ROUTE])
            keep_head(self.cache, self.lookup, response, environ)
