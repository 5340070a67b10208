"""Dumps in the background of the service, whenever the data have changed."""

import contextlib
import os
import subprocess
import sys
import threading
import time

from django.conf import settings
from django.db import DatabaseError, connection

from hkinno.dumps.storage import read_descriptor
from hkinno.registry import revision
from hkinno.registry.rest.documents import build_id

NICENESS = 10  # requests come first
IDLE_SHARE = 10  # pauses last ten times as long as the dump before, at least
POLL_SECONDS = 0.2
STOP_SECONDS = 10  # for a dump that is being made when the service stops


class BackgroundDumps:
    """Looks every `interval` seconds whether the latest dump is current, and makes one if not.

    A dump is made by a process of its own, so that it does not slow down the web server, whose
    main process must not hold a connection when it starts workers.
    """

    def __init__(self, interval: float) -> None:
        self.interval = interval
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def start(self) -> None:
        """Start in another thread, unless the interval is 0."""
        if self.interval:
            self.thread.start()

    def stop(self) -> None:
        """Stop, also a dump that is being made."""
        self.stopping.set()
        if self.thread.is_alive():
            self.thread.join()

    def run(self) -> None:
        pause = 0.0
        while not self.stopping.wait(pause):
            started = time.monotonic()
            if is_dump_outdated():
                self.dump()
            pause = max(self.interval, IDLE_SHARE * (time.monotonic() - started))

    def dump(self) -> None:
        """Make a dump. An error is printed, and the previous dump stays."""
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "dump_public"]
        # A session of its own: Ctrl-C in a terminal is for the service, which then stops it.
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
        while process.poll() is None:
            if self.stopping.wait(POLL_SECONDS):
                # Once: a second signal would interrupt how it ends.
                process.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(STOP_SECONDS)
                process.kill()


def is_dump_outdated() -> bool:
    """Whether the latest dump is of another revision or of other code. False without a database."""
    try:
        number = revision.current().number
    except DatabaseError:
        return False
    finally:
        connection.close()
    descriptor = read_descriptor(settings.DUMP_DIR) or {}
    made_by = descriptor.get("software", {}).get("build")
    return (descriptor.get("revision"), made_by) != (number, build_id())
