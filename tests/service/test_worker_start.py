"""Signals to a worker that is being started: none is lost."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hkinno.service import workers
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
workers.CLOSING_SECONDS = workers.SHUTDOWN_SECONDS = 60
server = workers.Server("none", port=int(sys.argv[2]), interface=Interfaces.ASGI)
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
    assert "Killing" not in completed.stdout + completed.stderr
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
