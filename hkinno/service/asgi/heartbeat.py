"""Ends a worker that is frozen, or whose parent has ended. The parent replaces it."""

import asyncio
import ctypes
import faulthandler
import os
import signal
import sys

BEAT_SECONDS = 0.5
FREEZE_SECONDS = 10  # after which a worker whose event loop stands still ends
PR_SET_PDEATHSIG = 1  # <sys/prctl.h>


async def beat() -> None:
    """Show that the event loop runs, until cancelled.

    If it does not, a thread in C, which does not need the interpreter, prints the stack of every
    thread and ends the process.
    """
    parent = os.getppid()
    if sys.platform == "linux":
        # At once, and even if this process is stopped.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    try:
        while os.getppid() == parent:
            faulthandler.dump_traceback_later(FREEZE_SECONDS, exit=True)
            await asyncio.sleep(BEAT_SECONDS)
        os._exit(1)
    finally:
        faulthandler.cancel_dump_traceback_later()
