"""The main process of the web server: no signal is lost, and no worker."""

import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from hkinno.service import workers
from hkinno.service.workers import Server, is_stopped
from tests.live_service import free_port

ROOT = Path(__file__).resolve().parents[2]
# A server of one worker, which waits at one MOMENT of its start until its parent has stopped it.
SERVICE = """
import asyncio, os, signal, sys, time
from granian.constants import Interfaces
from hkinno.service import workers

moment = sys.argv[1]

def be_stopped(condition):
    os.killpg(0, signal.SIGINT)  # as a terminal does
    while not condition():
        time.sleep(0.01)

async def be_stopped_by_handler():
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    handler = loop._signal_handlers[signal.SIGTERM]
    def note():
        handler._run()
        stopped.set()
    loop.add_signal_handler(signal.SIGTERM, note)
    os.killpg(0, signal.SIGINT)
    await stopped.wait()

async def application(scope, receive, send):
    await receive()
    if moment == "lifespan":
        await be_stopped_by_handler()
    await send({"type": "lifespan.startup.complete"})
    if moment == "serving":
        os.killpg(0, signal.SIGINT)
    await receive()
    await send({"type": "lifespan.shutdown.complete"})

def load(target):
    if moment == "loading":
        be_stopped(lambda: False)
    return application

if moment == "fork":
    os.register_at_fork(
        after_in_child=lambda: be_stopped(lambda: signal.SIGTERM in signal.sigpending())
    )
server = workers.Server(
    "none", port=int(sys.argv[2]), interface=Interfaces.ASGI, respawn_failed_workers=True,
    workers_kill_timeout=60,
)
server.serve(target_loader=load)
print("stopped")
"""


@pytest.mark.server
@pytest.mark.parametrize("moment", ["fork", "loading", "lifespan", "serving"])
def test_worker_can_be_stopped_at_every_moment_of_its_start(moment):
    completed = subprocess.run(
        [sys.executable, "-c", SERVICE, moment, str(free_port())],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )

    assert (completed.returncode, completed.stdout.splitlines()[-1:]) == (0, ["stopped"])
    # If its signal were lost, the parent would kill it after a minute.
    assert "refused to gracefully stop" not in completed.stdout + completed.stderr
    assert "Traceback" not in completed.stderr


def signal_mask():
    return signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_signals_wait_during_a_fork_only():
    before = signal_mask()

    workers.hold_signals()
    during = signal_mask()
    workers.release_signals()

    assert (during - before, signal_mask()) == ({signal.SIGTERM, signal.SIGINT}, before)


def test_signal_that_came_during_the_fork_ends_the_worker():
    handlers = {number: signal.getsignal(number) for number in workers.STOP_SIGNALS}
    workers.hold_signals()
    try:
        workers.stop_while_starting()
        handler, mask = signal.getsignal(signal.SIGTERM), signal_mask()
    finally:
        signal.signal(signal.SIGTERM, handlers[signal.SIGTERM])
        workers.release_signals()

    assert (handler, signal.SIGTERM in mask) == (signal.SIG_DFL, False)
    assert signal.SIGINT in mask


class FakeServer(Server):
    """Of workers that only say whether they are alive; notes which are replaced."""

    def __init__(self, *alive):
        super().__init__("none", workers=len(alive), respawn_interval=7)
        self.wrks = [
            SimpleNamespace(idx=index, inner=Mock(**{"is_alive.return_value": is_alive}))
            for index, is_alive in enumerate(alive)
        ]
        self.replaced = []
        self.on_respawn = lambda: None

    def _respawn_workers(self, indexes, spawn_target, target_loader, delay=0):
        self.replaced.append((*indexes, delay))
        self.on_respawn()

    def run(self):
        self._serve_loop(None, None)


@pytest.fixture
def make_server(monkeypatch):
    monkeypatch.setattr(workers, "sleep", lambda seconds: None)
    return FakeServer


def test_all_workers_that_have_ended_are_replaced_even_if_only_one_was_reported(make_server):
    server = make_server(False, True, False)
    server.interrupt_children.append(0)
    server.on_respawn = lambda: len(server.replaced) == 2 and server.signal_handler_interrupt()
    server.main_loop_interrupt.set()

    server.run()

    assert server.replaced == [(0, 0), (2, 0)]
    assert server.interrupt_children == []


def test_reload_replaces_all_workers_after_a_while(make_server):
    server = make_server(True, True)
    server.on_respawn = lambda: len(server.replaced) == 2 and server.signal_handler_interrupt()
    server.signal_handler_reload()

    server.run()

    assert server.replaced == [(0, 7), (1, 7)]


def test_interrupt_while_workers_are_replaced_replaces_no_more(make_server):
    server = make_server(True, True)
    server.on_respawn = server.signal_handler_interrupt
    server.signal_handler_reload()

    server.run()

    assert server.replaced == [(0, 7)]


def test_processes_of_others_do_not_count_as_stopped():
    assert not is_stopped(1)


class EndedError(Exception):
    """Raised in place of a pause, when there is nothing left to wait for."""


def test_worker_that_remains_stopped_is_killed(monkeypatch):
    """Another that runs is left alone."""
    stopped, running = (subprocess.Popen(["sleep", "1000"]) for _ in range(2))
    stopped.send_signal(signal.SIGSTOP)
    children = [SimpleNamespace(inner=process) for process in (stopped, running)]

    def look(seconds):
        if stopped.poll() is not None:
            raise EndedError

    monkeypatch.setattr(workers, "sleep", look)
    try:
        with pytest.raises(EndedError):
            workers.kill_stopped_workers(SimpleNamespace(wrks=children))
        status = running.poll()
    finally:
        for process in (stopped, running):
            process.kill()
            process.wait()

    assert (stopped.returncode, status) == (-signal.SIGKILL, None)
