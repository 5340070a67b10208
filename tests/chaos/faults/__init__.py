"""The faults, in modules by what they hit, and commands that must not be one.

Each is a function of the world that causes the fault, lets it last and ends it. It calls
`world.end_cause()` at that moment, or ends itself. It raises ChaosError if something does not
happen that is expected besides what is expected of every fault.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.chaos.faults import clients, commands, database, processes
from tests.chaos.world import World


@dataclass(frozen=True)
class Fault:
    """One fault: what happens and what is expected of the service.

    `max_p95`: of light requests, in seconds. `is_interrupting`: connections may break.
    """

    name: str
    text: str
    cause: Callable[[World], None]
    is_interrupting: bool = False
    max_p95: float | None = None


FAULTS = [
    Fault("worker-killed", "kill -9 of a worker", processes.kill_worker, is_interrupting=True),
    Fault("worker-frozen", "SIGSTOP of a worker", processes.freeze_worker, is_interrupting=True),
    Fault("reload", "SIGHUP replaces the workers", processes.reload),
    Fault("blue-green", "second instance started, traffic moved, first stopped", processes.replace),
    Fault("stopped", "SIGTERM under load, started again", processes.stop, is_interrupting=True),
    Fault("master-killed", "kill -9 of the main process, started again", processes.kill_main, True),
    Fault("connections-terminated", "pg_terminate_backend of all", database.terminate_all),
    Fault("postgresql-fast", "fast shutdown of PostgreSQL", database.stop_fast),
    Fault("postgresql-immediate", "immediate shutdown of PostgreSQL", database.stop_immediate),
    Fault("postgresql-killed", "kill -9 of all processes of PostgreSQL", database.kill),
    Fault("postgresql-frozen", "SIGSTOP of all processes of PostgreSQL, 30 s", database.freeze),
    Fault("connections-exhausted", "all connections of PostgreSQL taken, 5 s", database.exhaust),
    Fault("table-locked", "ACCESS EXCLUSIVE lock on the records, 8 s", database.lock_table),
    Fault("disk-full", "no space left for PostgreSQL, 8 s", database.fill_disk),
    Fault("migration", "manage.py migrate, and a column added and dropped", commands.migrate),
    Fault("backup", "manage.py backup, restored elsewhere and compared", commands.back_up),
    Fault("broken-import", "fixture with a broken reference", commands.load_broken_fixture),
    Fault("slow-clients", "64 clients that send one byte a second", clients.trickle, max_p95=1),
    Fault("stalled-readers", "16 exports that nobody reads", clients.stall, max_p95=1),
    Fault("aborted-requests", "20 expensive requests, closed at once", clients.abort, max_p95=1),
    Fault("greedy-client", "10 connections of one client, exports", clients.greedy, max_p95=1),
    Fault("large-upload", "50 MB sent to the login form", clients.upload, max_p95=1),
    Fault("repeated-post", "the same new record sent 4 times at once", clients.repeat_post),
    Fault("concurrent-edits", "two saves from the same starting version", clients.edit_twice),
    Fault("corrupt-dump-folder", "garbage in place of the dump", processes.corrupt_dump),
]
NOT_APPLICABLE = {
    "F15 replica lag, F16 failover": "one PostgreSQL server; see [a cluster](#a-cluster)",
    "F20 clock skew": "the clock of the machine is shared; versions and revisions are counters of "
    "the database, and no code orders by time for correctness",
    "F22 keep-alive race with a proxy": "no proxy here; all clients reuse their connections, and a "
    "reset outside a fault counts as a failure",
    "F23 HUP of gunicorn": "another server; see blue-green",
}
