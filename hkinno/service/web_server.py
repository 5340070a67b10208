"""The web server, and the port that it reserves before the database is prepared."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from time import sleep

from django.core.management import CommandError
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from hkinno.service.asgi.limits import HEADER_SECONDS, MAX_READ_SIZE
from hkinno.service.workers import Server, kill_stopped_workers

WILDCARD_ADDRESSES = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # and how to reach them from here
PROBE_SECONDS = 1  # for a connection to an address of this machine
READY_SECONDS = 0.05  # between two looks whether the service answers
BACKLOG = 2048  # connections that wait to be accepted
MAX_CONNECTIONS = 10_000  # per worker


def resolve(host: str) -> str:
    """The address of `host`, a name or an address; IPv4 if there are both.

    Raises CommandError if the name is unknown.
    """
    try:
        addresses = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise CommandError(f"HOST is {host!r}, which is not an address of this machine.") from error
    return min((family, str(address[0])) for family, *_, address in addresses)[1]


@contextlib.contextmanager
def reserved_port(host: str, port: int, platform: str = sys.platform) -> Iterator[None]:
    """Keep other services from `port` until the server listens; elsewhere than Linux, only check.

    The server's processes share the port (SO_REUSEPORT), and so would two services started at
    once. Raises CommandError if the port is in use, or if nobody could connect to it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as reservation:
        reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            reservation.bind((host, port))
            require_reachable(reservation)
        except (OSError, OverflowError) as error:
            raise CommandError(_bind_error(host, port, error)) from error
        if platform == "linux":
            reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
            reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        else:
            reservation.close()
        yield


def require_reachable(reservation: socket.socket) -> None:
    """Raise OSError if nobody can connect to a bound address: that of a broadcast or a multicast.

    As nobody listens yet, a connection is refused, or a firewall drops it.
    """
    with socket.socket(reservation.family, socket.SOCK_STREAM) as client:
        client.settimeout(PROBE_SECONDS)
        code = client.connect_ex(reservation.getsockname())
        if code not in (0, errno.ECONNREFUSED, errno.EAGAIN, errno.ETIMEDOUT):
            raise OSError(code, os.strerror(code))


def _bind_error(host: str, port: int, error: Exception) -> str:
    code = getattr(error, "errno", None)
    if code == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is already in use. Stop the program that uses it, "
            f"or choose another port: make run PORT={port + 1}"
        )
    solution = "HOST must be an address of this machine, or 0.0.0.0 for all of them."
    if code == errno.EACCES:
        solution = "Choose a PORT from 1024 on, with a proxy in front if the public needs another."
    return f"Cannot listen on HOST {host!r} and PORT {port}: {error}. {solution}"


def visitor_url(host: str, port: int, public_url: str = "") -> str:
    """`public_url`, or the URL at which a browser on this machine reaches the service."""
    reachable = WILDCARD_ADDRESSES.get(host, host)
    return public_url or f"http://{f'[{reachable}]' if ':' in reachable else reachable}:{port}"


def serve(address: str, port: int, *, workers: int, on_ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM, then finish the requests in progress.

    Calls `on_ready` in another thread when the service answers. SIGHUP replaces the workers one
    after the other.
    """
    raise_open_files_limit()
    server = Server(
        "hkinno.asgi:application",
        address=address,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=MAX_READ_SIZE
        ),
        backlog=BACKLOG,
        backpressure=MAX_CONNECTIONS,
        workers=workers,
        websockets=False,
        log_level=LogLevels.warning,
    )
    for target, arguments in (
        (kill_stopped_workers, [server]),
        (wait_until_ready, [address, port, on_ready]),
    ):
        threading.Thread(target=target, args=arguments, daemon=True).start()
    server.serve()


def wait_until_ready(address: str, port: int, on_ready: Callable[[], None]) -> None:
    """Call `on_ready` when the service answers."""
    while True:
        connection = HTTPConnection(WILDCARD_ADDRESSES.get(address, address), port, timeout=5)
        with contextlib.closing(connection), contextlib.suppress(OSError, HTTPException):
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            connection.getresponse()
            on_ready()
            return
        sleep(READY_SECONDS)


def raise_open_files_limit() -> None:
    """Allow as many connections as the system does."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
