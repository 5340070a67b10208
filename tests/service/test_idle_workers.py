"""A worker that has to stop waits for requests, and for no client without one."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.http import HttpResponse

from hkinno.service.asgi import heartbeat, request_body
from tests.live_service import free_port
from tests.service.asgi.clients import Client, asgi_application, wait_until

ROOT = Path(__file__).resolve().parents[2]
# A server of one worker, which is stopped while a client has sent half of its headers.
SERVICE = """
import os, signal, socket, sys, threading, time
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from hkinno.service import workers
from hkinno.service.asgi.heartbeat import end_when_idle, end_with_parent

address = ("127.0.0.1", int(sys.argv[1]))

def connect(data):
    client = socket.socket()
    while client.connect_ex(address):
        time.sleep(0.01)
    client.sendall(data)
    return client

def stop():
    incomplete = connect(b"GET / HTTP/1.1\\r\\nHost:")
    connect(b"GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n").recv(1)  # the first is accepted, too
    os.killpg(0, signal.SIGINT)
    incomplete.recv(1)

async def application(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})
        return
    end_with_parent()
    end_when_idle(lambda: True, lambda: None)
    await receive()
    await send({"type": "lifespan.startup.complete"})
    threading.Thread(target=stop, daemon=True).start()
    await receive()
    await send({"type": "lifespan.shutdown.complete"})

workers.SHUTDOWN_SECONDS = 300
settings = HTTP1Settings(header_read_timeout=300_000)
options = {"interface": Interfaces.ASGI, "http": HTTPModes.http1, "http1_settings": settings}
server = workers.Server("none", port=address[1], **options)
server.serve(target_loader=lambda target: application)
print("stopped")
"""


@pytest.mark.server
def test_worker_does_not_wait_for_a_client_that_has_sent_half_of_its_headers():
    """Each limit of time is longer than that of the test."""
    completed = subprocess.run(
        [sys.executable, "-c", SERVICE, str(free_port())],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
        timeout=120,
    )

    assert (completed.returncode, completed.stdout.splitlines()[-1:]) == (0, ["stopped"])
    assert "Traceback" not in completed.stderr


def test_worker_ends_when_it_has_had_no_request_for_a_while(monkeypatch):
    """Not while it answers one, but it waits for the rest of none."""
    monkeypatch.setattr(heartbeat, "IDLE_SECONDS", 0)
    may_respond = threading.Event()

    def view(environ):
        may_respond.wait()
        return HttpResponse("ok")

    application = asgi_application(view, client_threads=2)
    lifespan, complete, incomplete = (Client(application) for _ in range(3))
    statuses = []

    async def run():
        lifespan.scope = {"type": "lifespan"}
        clients = [lifespan, complete.send_body(), incomplete.send_body(b"{", more_body=True)]
        running = asyncio.gather(*[client.run() for client in clients])
        await wait_until(lambda: application.queue.running and request_body.limits)
        os.kill(os.getpid(), signal.SIGUSR1)
        await wait_until(lambda: incomplete.is_complete)
        late = await Client(application).run()
        await asyncio.sleep(0.05)  # many looks whether it is idle
        statuses.extend([incomplete.status, late.status, complete.is_complete])
        may_respond.set()
        await running

    with pytest.raises(SystemExit) as exit_info:
        asyncio.run(run())

    assert exit_info.value.code is None
    assert (statuses, complete.status) == ([408, 408, False], 200)
    assert request_body.limits == set()
