"""Ends a worker that is frozen, idle when it has to stop, or whose parent has ended."""

import asyncio
import ctypes
import faulthandler
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable

BEAT_SECONDS = 0.5
FREEZE_SECONDS = 10  # after which a worker whose event loop stands still ends
IDLE_SECONDS = 0.5  # without a request, after which a worker that has to stop ends
END_WHEN_IDLE = signal.SIGUSR1  # what its parent sends a worker that takes long to stop
PR_SET_PDEATHSIG = 1  # <sys/prctl.h>
# The process that has begun to serve last: shared by the workers and their parent, which forks.
serving = multiprocessing.RawValue("i")


def end_with_parent() -> None:
    """Let this worker be killed when its parent ends; end it if that has happened already.

    Only Linux kills it, at once and even if it is stopped; elsewhere `beat` ends it.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if not has_parent():
        os._exit(1)


def leave_interrupt_to_parent() -> None:
    """Let SIGINT wait for ever in this worker, in all threads that it will start.

    A terminal sends it to all processes, and the parent answers it with SIGTERM.
    """
    if multiprocessing.parent_process() is not None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def has_parent() -> bool:
    """Whether the process that started this worker runs; also if this is no worker."""
    parent = multiprocessing.parent_process()
    return parent is None or os.getppid() == parent.pid


async def beat() -> None:
    """Show that the event loop runs, until cancelled.

    If it does not, a thread in C, which does not need the interpreter, prints the stack of every
    thread and ends the process.
    """
    try:
        while has_parent():
            faulthandler.dump_traceback_later(FREEZE_SECONDS, exit=True)
            await asyncio.sleep(BEAT_SECONDS)
        os._exit(1)
    finally:
        faulthandler.cancel_dump_traceback_later()


def note_serving() -> None:
    """Let the parent know that this worker serves."""
    serving.value = os.getpid()


def end_when_idle(is_idle: Callable[[], bool], give_up_incomplete: Callable[[], None]) -> None:
    """From END_WHEN_IDLE on, end this worker as soon as it has had no request for a while.

    The server would wait for clients that have sent half of their headers. Requests without the
    rest of their bodies are given up.
    """
    loop = asyncio.get_running_loop()

    def end_if_idle(was_idle: bool = False) -> None:
        give_up_incomplete()
        if was_idle and is_idle():
            sys.exit()  # once the threads have completed what they do
        loop.call_later(IDLE_SECONDS, end_if_idle, is_idle())

    loop.add_signal_handler(END_WHEN_IDLE, end_if_idle)
