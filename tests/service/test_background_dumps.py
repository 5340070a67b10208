"""Dumps that the service makes when the data have changed."""

import json
from urllib.request import urlopen

import pytest
from django.db import DatabaseError, connection

from hkinno.service import background_dumps
from hkinno.service.background_dumps import BackgroundDumps, is_dump_outdated
from tests.dumps.dump_client import dump
from tests.factories import LabFactory
from tests.live_service import live_service
from tests.waiting import wait_until


@pytest.mark.server
@pytest.mark.slow
@pytest.mark.untraced
def test_service_makes_a_dump_when_it_is_ready():
    with live_service(DUMP_INTERVAL="60") as service:
        url = f"http://127.0.0.1:{service.port}/api/v1/dump/"

        package = wait_until(lambda: json.load(urlopen(url))["package"])

        assert json.load(urlopen(package))["revision"] == 1
        assert service.stop() == 0


@pytest.mark.django_db(transaction=True)
def test_dump_is_outdated_after_a_change_or_by_other_code(tmp_path, settings, monkeypatch):
    settings.DUMP_DIR = tmp_path
    results = [is_dump_outdated()]
    LabFactory(id="lab")
    dump(tmp_path)
    results.append(is_dump_outdated())
    monkeypatch.setattr(background_dumps, "build_id", lambda: "other code")
    results.append(is_dump_outdated())
    monkeypatch.undo()
    LabFactory(id="other")
    results.append(is_dump_outdated())

    def fail(*_arguments):
        raise DatabaseError("gone")

    with connection.execute_wrapper(fail):
        results.append(is_dump_outdated())

    assert results == [True, False, True, True, False]


@pytest.fixture
def processes(monkeypatch):
    """The processes that make dumps, which only wait as many seconds as are set here."""
    started, looks = [], []

    class Process(background_dumps.subprocess.Popen):
        seconds = "0"

        def __init__(self, _command, **options):
            super().__init__(["sleep", self.seconds], **options)
            started.append(self)

    monkeypatch.setattr(background_dumps.subprocess, "Popen", Process)
    monkeypatch.setattr(
        background_dumps, "is_dump_outdated", lambda: looks.append(1) or len(started) < 2
    )
    Process.looks = looks
    yield Process, started
    for process in started:
        process.kill()
        process.wait()


def test_dumps_are_made_until_the_latest_is_current(processes):
    process_class, started = processes
    dumps = BackgroundDumps(0.01)
    dumps.start()

    wait_until(lambda: len(process_class.looks) > 2)  # the third look finds a current one
    dumps.stop()

    assert [process.returncode for process in started] == [0, 0]


def test_dump_that_takes_longer_is_waited_for(processes, monkeypatch):
    process_class, started = processes
    poll, left = process_class.poll, [None, None]
    monkeypatch.setattr(process_class, "poll", lambda self: left.pop() if left else poll(self))
    monkeypatch.setattr(background_dumps, "POLL_SECONDS", 0)

    BackgroundDumps(1).dump()

    assert left == []
    assert [process.returncode for process in started] == [0]


def test_dump_in_progress_is_stopped_with_the_service(processes):
    process_class, started = processes
    process_class.seconds = "1000"
    dumps = BackgroundDumps(1)
    dumps.start()
    wait_until(lambda: started)

    dumps.stop()

    assert started[0].returncode != 0


def test_no_dumps_are_made_without_an_interval():
    dumps = BackgroundDumps(0)
    dumps.start()
    dumps.stop()

    assert not dumps.thread.is_alive()
