"""A worker that is frozen, or has lost its parent, ends."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from hkinno.service.asgi import heartbeat
from tests.service.asgi.clients import Client, asgi_application, wait_until

ROOT = Path(__file__).resolve().parents[3]
FROZEN = """
import asyncio, re
from hkinno.service.asgi import heartbeat
heartbeat.FREEZE_SECONDS = 1

async def main():
    asyncio.create_task(heartbeat.beat())
    await asyncio.sleep(0)
    re.match("(a+)+$", "a" * 100 + "b")  # never ends, and never releases the interpreter

asyncio.run(main())
"""


def test_frozen_process_ends_and_says_where_it_stood():
    process = subprocess.run(
        [sys.executable, "-c", FROZEN], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert process.returncode == 1
    assert "Timeout" in process.stderr
    assert "in main" in process.stderr


class ExitedError(Exception):
    """Raised in place of the end of the process."""


@pytest.fixture
def parents(monkeypatch):
    """The ids of the parents that the process sees, one after the other; the first started it."""

    def leave(status):
        raise ExitedError(status)

    ids = [1000]
    starter = SimpleNamespace(pid=1000)
    monkeypatch.setattr("multiprocessing.parent_process", lambda: starter)
    monkeypatch.setattr(os, "getppid", lambda: ids.pop(0))
    monkeypatch.setattr(os, "_exit", leave)
    return ids


def test_process_ends_when_its_parent_has_changed(monkeypatch, parents):
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0)
    parents += [1000, 1]

    with pytest.raises(ExitedError, match="1"):
        asyncio.run(heartbeat.beat())
    assert parents == []


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_process_whose_parent_ended_before_it_could_notice_ends(monkeypatch, parents, platform):
    requests = []
    library = SimpleNamespace(prctl=lambda *arguments: requests.append(arguments))
    monkeypatch.setattr(heartbeat.sys, "platform", platform)
    monkeypatch.setattr(heartbeat.ctypes, "CDLL", lambda name: library)
    parents[:] = [1000, 1]

    heartbeat.end_with_parent()
    with pytest.raises(ExitedError, match="1"):
        heartbeat.end_with_parent()

    signals = [(heartbeat.PR_SET_PDEATHSIG, signal.SIGKILL)] if platform == "linux" else []
    assert requests == signals * 2


@pytest.mark.parametrize(("parent", "is_blocked"), [(SimpleNamespace(pid=1), True), (None, False)])
def test_worker_leaves_the_interrupt_of_a_terminal_to_its_parent(monkeypatch, parent, is_blocked):
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    monkeypatch.setattr("multiprocessing.parent_process", lambda: parent)

    heartbeat.leave_interrupt_to_parent()
    try:
        now_blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)

    assert (signal.SIGINT in now_blocked) is is_blocked


def test_worker_sends_heartbeats_until_it_ends(monkeypatch):
    beats = []

    async def beat():
        beats.append("started")
        try:
            await asyncio.Event().wait()
        finally:
            beats.append("stopped")

    monkeypatch.setattr("hkinno.service.asgi.application.beat", beat)
    monkeypatch.setattr("hkinno.service.asgi.application.BEAT_SECONDS", 0)
    heartbeat.serving.value = 0

    async def run():
        client = Client(asgi_application())
        client.scope = {"type": "lifespan"}
        client.messages.put_nowait({"type": "lifespan.startup"})
        running = asyncio.create_task(client.run())
        await wait_until(lambda: "started" in beats and heartbeat.serving.value == os.getpid())
        client.messages.put_nowait({"type": "lifespan.shutdown"})
        await running
        return [message["type"] for message in client.sent]

    types = asyncio.run(run())

    assert types == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert beats == ["started", "stopped"]
