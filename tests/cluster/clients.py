"""Writers and readers of the cluster, beside those of tests/chaos."""

from __future__ import annotations

import contextlib
import time
from datetime import UTC, datetime
from itertools import count

import httpx
import psycopg

from tests.chaos.clients import PAUSE_SECONDS, READS, Load, Reader, Writer, check
from tests.chaos.ledger import Ledger
from tests.chaos.observations import Observations

TABLE = "cluster_test_ledger"
COMMIT_PAUSE_SECONDS = 0.002
OWN_READ_EVERY = 20


class CommitWriter:
    """Inserts one row per transaction through PgBouncer, and reads its own last one now and then.

    A row is never sent twice: one without an answer may be there or not, but once at most.
    """

    def __init__(self, url: str, number: int, commits: Observations, ledger: Ledger) -> None:
        self.url, self.number, self.commits, self.ledger = url, number, commits, ledger
        self.numbers, self.acknowledged = count(), -1
        self.acknowledged_at: dict[str, datetime] = {}  # to be looked up in the logs
        self.connection: psycopg.Connection | None = None

    def connect(self) -> psycopg.Connection:
        connection = psycopg.connect(
            self.url, autocommit=True, connect_timeout=5, prepare_threshold=None
        )
        connection.add_notice_handler(lambda notice: self.notices.append(notice.sqlstate))
        return connection

    def step(self) -> None:
        start, number = time.monotonic(), next(self.numbers)
        self.notices: list[str | None] = []
        try:
            self.connection = self.connection or self.connect()
            self.insert(self.connection, number)
            violation = self.own_read(self.connection) if number % OWN_READ_EVERY == 0 else ""
            self.commits.add("commit", start, 200, violation)
            time.sleep(COMMIT_PAUSE_SECONDS)
        except psycopg.Error:
            self.commits.add("commit", start, 503)
            with contextlib.suppress(psycopg.Error):
                if self.connection:
                    self.connection.close()
            self.connection = None
            time.sleep(PAUSE_SECONDS)

    def insert(self, connection: psycopg.Connection, number: int) -> None:
        key = f"{self.number}-{number}"
        self.ledger.attempt(key, 0)
        connection.execute(
            f"insert into {TABLE} (writer, number) values (%s, %s)", [self.number, number]
        )
        if self.notices:
            # A commit that a timeout keeps from waiting for the standby is not acknowledged.
            raise psycopg.OperationalError(f"notices: {self.notices}")
        self.ledger.acknowledge(key, 0)
        self.acknowledged, self.acknowledged_at[key] = number, datetime.now(UTC)

    def own_read(self, connection: psycopg.Connection) -> str:
        """What is wrong with the last row that a new transaction sees."""
        query = f"select max(number) from {TABLE} where writer = %s"
        (last,) = connection.execute(query, [self.number]).fetchone()
        if last is None or last < self.acknowledged:
            return f"commit: row {last} is the last one after {self.acknowledged} was acknowledged"
        return ""


class UncachedReader(Reader):
    """Reads what nginx must not answer from its cache."""

    reads = {f"uncached {name}": path for name, path in READS.items() if name != "healthz"}

    def connect(self, port: int) -> httpx.Client:
        client = super().connect(port)
        client.headers["Cache-Control"] = "no-cache"
        return client


class EditingReader(Writer):
    """A writer that reads after each write: in its session, and as a client of the API."""

    def __init__(self, port: int, number: int, observations: Observations, ledger: Ledger) -> None:
        super().__init__(port, number, observations, ledger)
        self.revision, self.api = "", self.connect(port)

    def request(
        self, name: str, path: str, form: dict[str, list[str]] | None = None
    ) -> httpx.Response | None:
        response = super().request(name, path, form)
        if response is not None and name == "save" and response.status_code == 302:
            self.revision = response.headers.get("revision", "")
            self.read("own read, session", self.http, {})
            if self.revision:
                self.read("own read, API", self.api, {"Min-Revision": self.revision})
        return response

    def read(self, name: str, http: httpx.Client, headers: dict[str, str]) -> None:
        """Read a list, which must not be older than the revision of the last write."""
        start, violation = time.monotonic(), ""
        try:
            response = http.get("/api/v1/labs/?page_size=1", headers=headers)
        except httpx.TransportError:
            self.observations.add(name, start, 0)
            return
        violation = check(name, response)
        if response.status_code == 200 and is_older(response, self.revision):
            violation = f"{name}: {response.headers['revision']} after {self.revision}"
        self.observations.add(name, start, response.status_code, violation)


def is_older(response: httpx.Response, revision: str) -> bool:
    """Whether a response states an older revision."""
    stated = response.headers.get("revision", "")
    return bool(stated and revision) and int(stated) < int(revision)


class ClusterLoad(Load):
    """Readers with and without the cache, a writer in the admin, and writers through PgBouncer."""

    def __init__(self, port: int, url: str, writers: int) -> None:
        super().__init__(port, readers=0, writers=0)
        self.commits, self.commit_ledger = Observations(), Ledger()
        self.clients += [
            UncachedReader(port, 10, self.observations),
            EditingReader(port, 20, self.observations, self.ledger),
            *(
                CommitWriter(url, number, self.commits, self.commit_ledger)
                for number in range(1, writers + 1)
            ),
        ]
