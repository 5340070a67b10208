"""The web server: one port, held from the first moment, and the processes that answer on it."""

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

# Seconds that a request under way may still take when the service is stopped.
LAST_REQUESTS = 15
# Seconds after which an idle thread ends, and its connection to the database with it.
IDLE = 600


@contextlib.contextmanager
def held_port(host: str, port: int, platform: str = sys.platform) -> Iterator[None]:
    """Refuse a port that is taken, and on Linux keep others from it until we listen.

    The server's processes share the port, so two services started together would share it too.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            held.bind((host, port))
        except (OSError, OverflowError) as fault:
            raise CommandError(_why_not(host, port, fault)) from fault
        if platform == "linux":
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        else:
            held.close()
        yield


def _why_not(host: str, port: int, fault: Exception) -> str:
    if getattr(fault, "errno", None) == errno.EADDRINUSE:
        return (
            f"Port {port} of {host} is taken by another program. "
            f"Stop that, or take another port: make run PORT={port + 1}"
        )
    return f"HOST {host!r} and PORT {port} cannot be served on: {fault}"


def address(host: str, port: int, public: str = "") -> str:
    """Where a visitor of this machine finds the service."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return public or f"http://{f'[{reached}]' if ':' in reached else reached}:{port}"


def serve(host: str, port: int, *, workers: int, threads: int) -> None:
    """Answer until SIGINT or SIGTERM, which let requests under way end."""
    Granian(
        "hkinno.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        blocking_threads_idle_timeout=IDLE,
        workers_kill_timeout=LAST_REQUESTS,
        websockets=False,
        log_level=LogLevels.warning,  # what a person has to know, `serve` has said
    ).serve()
