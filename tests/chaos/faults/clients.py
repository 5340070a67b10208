"""Faults that clients cause: slow, greedy, impatient and simultaneous ones."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable

import psycopg

from tests.chaos.clients import EVENT, Writer
from tests.chaos.world import ChaosError, World

SLOW_SECONDS = 12
EXPORT = "/api/v1/statements/?format=jsonl&expand=subject,source"
UPLOAD_BYTES = 50 << 20
MAX_CONNECTIONS = 2 * 4 + 4  # one per thread of the default settings, and a few others


def connect(world: World, number: int = 1) -> socket.socket:
    """A connection from an address that no reader or writer has."""
    connection = socket.socket()
    connection.bind((f"127.0.2.{number}", 0))
    connection.settimeout(30)
    connection.connect(("127.0.0.1", world.service.port))
    return connection


def get(path: str, port: int) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()


def trickle(world: World) -> None:
    """Half of the clients trickle headers, the others a body."""
    headers = b"POST /api/v1/match/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    body = headers + b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
    connections = [connect(world, 1 + index % 60) for index in range(64)]
    for index, connection in enumerate(connections):
        with contextlib.suppress(OSError):
            connection.sendall(body if index % 2 else headers)
    for _ in range(SLOW_SECONDS):
        time.sleep(1)
        for index, connection in enumerate(connections):
            with contextlib.suppress(OSError):
                connection.sendall(b" " if index % 2 else b"X")
    for connection in connections:
        connection.close()
    world.end_cause()


def stall(world: World) -> None:
    connections = [connect(world, 1 + index) for index in range(16)]
    for connection in connections:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(get(EXPORT, world.service.port))
    time.sleep(SLOW_SECONDS)
    for connection in connections:
        connection.close()
    world.end_cause()


def abort(world: World) -> None:
    for index in range(20):
        connection = connect(world, 1 + index)
        connection.sendall(get(EXPORT, world.service.port))
        connection.close()
    time.sleep(3)
    world.end_cause()
    world.wait_until_healthy()
    if (number := backends(world)) > MAX_CONNECTIONS:
        raise ChaosError(f"{number} database connections")


def backends(world: World) -> int:
    with world.connect() as connection:
        return connection.execute(
            "select count(*) from pg_stat_activity where backend_type = 'client backend'"
        ).fetchone()[0]


def greedy(world: World) -> None:
    deadline = time.monotonic() + SLOW_SECONDS

    def ask() -> None:
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), connect(world) as connection:
                connection.sendall(
                    get(EXPORT, world.service.port).replace(
                        b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"
                    )
                )
                while connection.recv(1 << 16) and time.monotonic() < deadline:
                    pass

    together([ask] * 10)
    world.end_cause()


def together(functions: list[Callable[[], None]]) -> None:
    """Call functions in threads of their own and wait for all."""
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def upload(world: World) -> None:
    """The login form is open to anybody: it must not accept more than a form."""
    start, status = time.monotonic(), b""
    with connect(world) as connection:
        boundary = b"--x\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n"
        connection.sendall(
            b"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data;"
            b" boundary=x\r\nContent-Length: %d\r\n\r\n%b" % (UPLOAD_BYTES, boundary)
        )
        sent = 0
        with contextlib.suppress(OSError):
            while sent < UPLOAD_BYTES - len(boundary):
                sent += connection.send(b"x" * (1 << 16))
        with contextlib.suppress(OSError):
            status = connection.recv(100).partition(b"\r\n")[0]
    world.end_cause()
    world.notes.append(f"{sent >> 20} MB taken, {status.decode() or 'closed'}")
    if status and b" 4" not in status:
        raise ChaosError(f"answered {status!r} after {time.monotonic() - start:.1f} s")


def extra_writer(world: World, number: int) -> Writer:
    """A writer outside the load, logged in. Raises ChaosError if it cannot log in."""
    writer = Writer(world.service.port, number, world.load.observations, world.load.ledger)
    if not writer.login():
        raise ChaosError("cannot log in")
    return writer


def new_key(world: World, prefix: str) -> str:
    return f"chaos-{prefix}-{world.random.randrange(10**9)}"


def repeat_post(world: World) -> None:
    writer, key = extra_writer(world, 31), new_key(world, "repeated")
    form = writer.open(f"{EVENT}add/")
    if form is None:
        raise ChaosError("the form cannot be read")
    world.load.ledger.attempt(key, 0)
    acknowledged: list[bool] = []
    filled = writer.filled(form, key)
    together([lambda: acknowledged.append(writer.save(f"{EVENT}add/", filled))] * 4)
    world.end_cause()
    if any(acknowledged):
        world.load.ledger.acknowledge(key, 0)
    if sum(acknowledged) != 1:
        raise ChaosError(f"{sum(acknowledged)} of 4 requests were confirmed")


def edit_twice(world: World) -> None:
    writer, key = extra_writer(world, 32), new_key(world, "edited")
    path = f"{EVENT}{key}/change/"
    writer.create(key)
    form = writer.open(path)
    if form is None:
        raise ChaosError("the form cannot be read")
    world.load.ledger.attempt(key, 2)
    saved = [writer.save(path, form | {"summary_en": [f"value {value}"]}) for value in (1, 2)]
    world.end_cause()
    with world.connect() as connection:
        value = stored_value(connection, key)
    world.load.ledger.acknowledge(key, value)
    if saved != [True, False] or value != 1:
        raise ChaosError(f"confirmed: {saved}, stored: {value}; expected the first save only")


def stored_value(connection: psycopg.Connection, key: str) -> int:
    query = "select substring(summary_en from '[0-9]+')::integer from registry_record where id = %s"
    return connection.execute(query, [key]).fetchone()[0]
