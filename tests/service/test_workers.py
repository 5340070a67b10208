"""How the main process of the web server stops and replaces its workers."""

import multiprocessing
import os
import signal
import subprocess
from types import SimpleNamespace

import pytest

from hkinno.service import workers
from hkinno.service.workers import Server, is_stopped


@pytest.fixture
def make_child():
    """Starts processes that a server may take for its workers."""
    children = []

    def start(target=signal.pause):
        child = multiprocessing.get_context("fork").Process(target=target)
        children.append(child)
        child.start()
        return SimpleNamespace(
            idx=len(children) - 1,
            inner=child,
            **{name: getattr(child, name) for name in ("start", "terminate", "kill", "join")},
        )

    yield start
    for child in children:
        child.kill()
        child.join()


def test_only_a_worker_that_does_not_stop_in_time_is_killed(make_child, monkeypatch):
    """None whose exit status another thread has collected, and not yet noted."""
    is_ready = multiprocessing.get_context("fork").Event()

    def ignore_stop():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        is_ready.set()
        while True:
            signal.pause()

    unnoted = make_child()
    unnoted.kill()
    os.waitpid(unnoted.inner.pid, 0)
    server = Server("none", workers=2)
    server.wrks = [make_child(), unnoted]
    stubborn = make_child(ignore_stop)
    is_ready.wait()
    killed = []
    monkeypatch.setattr(workers.logger, "warning", lambda message, name: killed.append(name))

    server._stop_workers()
    assert (killed, server.wrks) == ([], [])
    assert unnoted.inner.is_alive()  # as multiprocessing sees it

    monkeypatch.setattr(workers, "SHUTDOWN_SECONDS", 0)
    server._stop([stubborn])
    assert killed == [3]


@pytest.fixture
def replaced(make_child, monkeypatch):
    """A server with the old and the new worker; `on_wait` is called while it waits."""
    server = Server("none", workers=1)
    old, new = make_child(), make_child()
    server.wrks = [old]
    new.start = lambda: None
    monkeypatch.setattr(server, "_spawn_worker", lambda *arguments: new)
    monkeypatch.setattr(workers.serving, "value", 0)  # and not what another test has noted
    waits = []

    def replace(on_wait, seconds=600):
        def wait(_seconds):
            waits.append(old.inner.is_alive())
            on_wait(server, new)

        monkeypatch.setattr(workers, "sleep", wait)
        server._replace(0, None, None, seconds)
        remaining, stopped = (old, new) if server.wrks == [old] else (new, old)
        assert [workers.has_ended(worker) for worker in (remaining, stopped)] == [False, True]
        return waits, remaining is new

    return replace


def test_worker_is_stopped_when_the_one_that_replaces_it_serves(replaced):
    def serve(server, new):
        # Another one, first.
        workers.serving.value = new.inner.pid if workers.serving.value else 1

    assert replaced(serve) == ([True, True], True)


def test_worker_is_stopped_when_the_service_is(replaced):
    assert replaced(lambda server, new: server.signal_handler_interrupt()) == ([True], True)


def test_worker_that_has_ended_is_replaced_without_waiting(replaced):
    assert replaced(lambda server, new: None, seconds=0) == ([], True)


def test_worker_stays_if_the_one_that_replaces_it_ends(replaced):
    def end(server, new):
        new.kill()
        assert workers.has_ended(new, 120)

    assert replaced(end) == ([True], False)


class FakeServer(Server):
    """Of workers that have ended or not; notes which are replaced."""

    def __init__(self, *ended):
        super().__init__("none", workers=len(ended), respawn_interval=7)
        self.wrks = [SimpleNamespace(idx=index, ended=ended[index]) for index in range(len(ended))]
        self.replaced = []
        self.on_replace = lambda: None

    def _replace(self, index, spawn_target, target_loader, seconds):
        self.replaced.append((index, seconds))
        self.on_replace()

    def run(self):
        self._serve_loop(None, None)


@pytest.fixture
def make_server(monkeypatch):
    monkeypatch.setattr(workers, "sleep", lambda seconds: None)
    monkeypatch.setattr(workers, "has_ended", lambda worker: worker.ended)
    return FakeServer


def test_all_workers_that_have_ended_are_replaced_even_if_only_one_was_reported(make_server):
    server = make_server(True, False, True)
    server.interrupt_children.append(0)
    server.on_replace = lambda: len(server.replaced) == 2 and server.signal_handler_interrupt()
    server.main_loop_interrupt.set()

    server.run()

    assert server.replaced == [(0, 0), (2, 0)]
    assert server.interrupt_children == []


@pytest.mark.parametrize(("method", "seconds"), [("fork", workers.START_SECONDS), ("spawn", 7)])
def test_reload_replaces_all_workers(make_server, monkeypatch, method, seconds):
    monkeypatch.setattr(multiprocessing, "get_start_method", lambda: method)
    server = make_server(False, False)
    server.on_replace = lambda: len(server.replaced) == 2 and server.signal_handler_interrupt()
    server.signal_handler_reload()

    server.run()

    assert server.replaced == [(0, seconds), (1, seconds)]


def test_interrupt_while_workers_are_replaced_replaces_no_more(make_server):
    server = make_server(False, False)
    server.on_replace = server.signal_handler_interrupt
    server.signal_handler_reload()

    server.run()

    assert server.replaced == [(0, workers.START_SECONDS)]


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
