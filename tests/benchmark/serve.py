"""Serves hkinno, one of its peers or the floor, all by granian with the same limits.

    python -m tests.benchmark.serve NAME PORT

`DJANGO_SETTINGS_MODULE` must be set, for plain DRF to settings of its own. Plain DRF runs in
granian's WSGI interface: Django's own ASGI handler is slower.
"""

import sys
from typing import Any

import django
from django.conf import settings
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from hkinno.service.metrics import shared_directory
from hkinno.service.web_server import BACKLOG, MAX_CONNECTIONS, serve

HKINNO = "hkinno"
PEERS = {
    "drf": ("tests.benchmark.peers.drf_wsgi:application", Interfaces.WSGI),
    "fastapi": ("tests.benchmark.peers.fastapi_service:app", Interfaces.ASGI),
    "floor": ("tests.benchmark.peers.floor:application", Interfaces.ASGI),
}


def serve_hkinno(port: int) -> None:
    """As `manage.py serve`, without the preparation of the database."""
    django.setup()
    with shared_directory():
        serve("127.0.0.1", port, workers=settings.WORKERS, on_ready=lambda: None)


def serve_peer(name: str, port: int) -> None:
    target, interface = PEERS[name]
    threads: dict[str, Any] = {}
    if interface is Interfaces.WSGI:
        threads = {"blocking_threads": settings.THREADS}
    MPServer(
        target,
        address="127.0.0.1",
        port=port,
        interface=interface,
        http=HTTPModes.http1,
        backlog=BACKLOG,
        backpressure=None if threads else MAX_CONNECTIONS,
        workers=settings.WORKERS,
        websockets=False,
        log_level=LogLevels.warning,
        **threads,
    ).serve()


if __name__ == "__main__":
    name, port = sys.argv[1], int(sys.argv[2])
    if name == HKINNO:
        serve_hkinno(port)
    else:
        serve_peer(name, port)
