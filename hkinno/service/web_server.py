"""The web server, and the port that it reserves before the database is prepared."""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
from collections.abc import Iterator

from django.core.management import CommandError
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

SHUTDOWN_SECONDS = 15  # for requests in progress when the service is stopped
IDLE_THREAD_SECONDS = 600  # after which a thread ends, and its database connection with it


@contextlib.contextmanager
def reserved_port(host: str, port: int, platform: str = sys.platform) -> Iterator[None]:
    """Keep other services from `port` until the server listens; elsewhere than Linux, only check.

    The server's processes share the port (SO_REUSEPORT), and so would two services started at
    once. Raises CommandError if the port is in use.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as reservation:
        reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            reservation.bind((host, port))
        except (OSError, OverflowError) as error:
            raise CommandError(_bind_error(host, port, error)) from error
        if platform == "linux":
            reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
            reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        else:
            reservation.close()
        yield


def _bind_error(host: str, port: int, error: Exception) -> str:
    if getattr(error, "errno", None) == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is already in use. Stop the program that uses it, "
            f"or choose another port: make run PORT={port + 1}"
        )
    return f"Cannot listen on HOST {host!r} and PORT {port}: {error}"


def visitor_url(host: str, port: int, public_url: str = "") -> str:
    """`public_url`, or the URL at which a browser on this machine reaches the service."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return public_url or f"http://{f'[{reachable}]' if ':' in reachable else reachable}:{port}"


def serve(host: str, port: int, *, workers: int, threads: int) -> None:
    """Serve until SIGINT or SIGTERM, then finish the requests in progress."""
    Granian(
        "hkinno.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        blocking_threads_idle_timeout=IDLE_THREAD_SECONDS,
        workers_kill_timeout=SHUTDOWN_SECONDS,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
