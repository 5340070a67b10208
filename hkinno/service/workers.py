"""The main process of the web server: granian's, which loses no signal and no worker."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Sequence
from multiprocessing.connection import wait
from time import monotonic, sleep
from typing import Any

from granian.log import logger
from granian.server.mp import MPServer, WorkerProcess

from hkinno.service.asgi.heartbeat import END_WHEN_IDLE, serving
from hkinno.service.asgi.limits import BODY_SECONDS, HEADER_SECONDS

# For a worker to close its connections, before it gives up what is incomplete and ends when it is
# idle; one that is replaced may wait for it.
CLOSING_SECONDS, REPLACED_SECONDS = 1, max(HEADER_SECONDS, BODY_SECONDS)
SHUTDOWN_SECONDS = 15  # for requests in progress when a worker is stopped
START_SECONDS = 60  # for a worker to serve before the one that it replaces is stopped
POLL_SECONDS = 0.05
RESPAWN_SECONDS = 0.2  # before a worker that has ended is replaced
STOPPED_SECONDS = 1  # between two looks for stopped workers
STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT}


class Server(MPServer):
    """Replaces workers that end, however often, until SIGINT or SIGTERM.

    SIGHUP replaces all workers one after the other.
    """

    def startup(self, spawn_target: Any, target_loader: Any) -> None:
        os.register_at_fork(
            before=hold_signals, after_in_parent=release_signals, after_in_child=stop_while_starting
        )
        super().startup(spawn_target, target_loader)  # type: ignore[no-untyped-call]  # granian

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        while True:
            self.main_loop_interrupt.wait()
            # First: what happens while the rest is done sets it again.
            self.main_loop_interrupt.clear()
            if self.interrupt_signal:
                break
            if self.reload_signal:
                self.reload_signal = False
                indexes, seconds = list(range(self.workers)), self._start_seconds()
            else:
                indexes = [worker.idx for worker in self.wrks if has_ended(worker)]
                seconds = 0
                sleep(RESPAWN_SECONDS)
            for index in indexes:
                if not self.interrupt_signal:
                    self._replace(index, spawn_target, target_loader, seconds)
        # Workers that were replaced are no failure of the service.
        self.interrupt_children.clear()

    def _start_seconds(self) -> float:
        """How long a worker may take to start while another serves."""
        forks = multiprocessing.get_start_method() == "fork"  # and sees what the worker notes
        return START_SECONDS if forks else self.respawn_interval

    def _replace(self, index: int, spawn_target: Any, target_loader: Any, seconds: float) -> None:
        """Start another worker, and stop the old one when that serves, or after `seconds`.

        The old one stays if the new one ends meanwhile.
        """
        old = self.wrks[index]
        worker: Any = self._spawn_worker(index, spawn_target, target_loader)
        worker.start()
        deadline = monotonic() + seconds
        while serving.value != worker.inner.pid and monotonic() < deadline:
            if has_ended(worker):
                logger.error("Worker-%s could not be replaced", index + 1)
                return
            if self.interrupt_signal:
                break
            sleep(POLL_SECONDS)
        self.wrks[index] = worker
        self._stop([old])

    def _stop_workers(self) -> None:
        self._stop(self.wrks)
        self.wrks.clear()

    def _stop(self, workers: Sequence[Any]) -> None:
        """Let workers finish their requests; kill those that take too long."""
        for worker in workers:
            worker.terminate()
        start = monotonic()
        for worker in workers:
            while not (ended := has_ended(worker, POLL_SECONDS)):
                # While workers are replaced, the service may have to stop.
                seconds = CLOSING_SECONDS if self.interrupt_signal else REPLACED_SECONDS
                if monotonic() > start + seconds:
                    break
            if not ended:
                with contextlib.suppress(ProcessLookupError):  # it has ended meanwhile
                    os.kill(worker.inner.pid, END_WHEN_IDLE)
        for worker in workers:
            if not has_ended(worker, max(0, start + SHUTDOWN_SECONDS - monotonic())):
                logger.warning("Killing worker-%s, which has not stopped in time", worker.idx + 1)
                worker.kill()
            worker.join()


def has_ended(worker: WorkerProcess, seconds: float = 0) -> bool:
    """Whether a worker ends within `seconds`.

    By its sentinel: where a thread waits for it too, as granian's do, `Process.is_alive` is true
    until that thread has had a processor to note the exit status.
    """
    return bool(wait([worker.inner.sentinel], seconds))


def hold_signals() -> None:
    """Before a fork: let the signals that stop a worker wait until it can be stopped.

    It inherits the handlers of its parent, which would only note the signal: the parent would wait
    for the worker until it has to kill it. Only the thread that forks lets them wait.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)


def release_signals() -> None:
    """After a fork, in the parent."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)


def stop_while_starting() -> None:
    """After a fork, in the worker: let SIGTERM end it at once, as long as it serves nothing.

    SIGINT waits for ever: see `leave_interrupt_to_parent`.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def kill_stopped_workers(server: MPServer) -> None:
    """Kill workers that have been stopped (SIGSTOP) twice in a row, so that they are replaced.

    One that runs but stands still ends by itself: see `hkinno.service.asgi.heartbeat`.
    """
    stopped: set[int] = set()
    while True:
        sleep(STOPPED_SECONDS)
        pids = {worker.inner.pid for worker in list(server.wrks)}
        suspects = {pid for pid in pids if is_stopped(pid)}
        for pid in suspects & stopped:
            os.kill(pid, signal.SIGKILL)
        stopped = suspects


def is_stopped(pid: int) -> bool:
    """Whether a child process is stopped."""
    try:
        return os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOHANG | os.WNOWAIT) is not None
    except (ChildProcessError, AttributeError):  # it has ended; or macOS, which cannot tell
        return False
