"""The parts of `make cluster-test`: the schedule, the outages and the report."""

import argparse
import os
import threading
from collections import Counter
from random import Random

import httpx
import psutil
import pytest

from tests.chaos.observations import Observation, Summary
from tests.chaos.report import END, Result, report_file, write
from tests.cluster.__main__ import schedule
from tests.cluster.clients import is_older
from tests.cluster.faults import FAULTS
from tests.cluster.report import BEGIN, KINDS, outages, report
from tests.cluster.throughput import Cost, compare, cpu_seconds, family, row


def test_file_that_cannot_take_the_results_is_an_error_before_the_run(tmp_path):
    file = tmp_path / "report.md"
    for text in (None, "no comments"):
        if text:
            file.write_text(text)
        with pytest.raises(argparse.ArgumentTypeError, match=f"is no file with the line {BEGIN}"):
            report_file(BEGIN)(str(file))
    file.write_text(f"{BEGIN}\n{END}\n")

    assert report_file(BEGIN)(str(file)) == file


@pytest.mark.parametrize("number", [5, 23, 200])
def test_schedule_has_each_fault_equally_often_and_follows_from_the_seed(number):
    faults = schedule(number, FAULTS, Random("1"))

    counts = Counter(fault.name for fault in faults)
    assert counts.total() == number
    assert max(counts.values()) <= number // len(FAULTS) + 1
    assert faults == schedule(number, FAULTS, Random("1"))
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 12


def test_outage_lasts_from_one_success_to_the_next():
    seen = [
        ("record", 200, 1.0),
        ("list", 503, 2.0),
        ("list", 200, 4.5),
        ("commit", 200, 0.5),
        ("commit", 503, 1.0),
        ("commit", 200, 2.0),
        ("uncached list", 503, 9.0),
        ("login", 200, 30.0),
    ]
    items = [Observation(ended, 0.1, request, status) for request, status, ended in seen]

    longest = outages(reversed(items))

    assert longest == {"reads": 3.5, "uncached": 0.0, "commits": 1.5, "saves": 0.0}


@pytest.mark.parametrize(
    ("stated", "revision", "expected"),
    [("4", "5", True), ("5", "5", False), ("10", "9", False), ("", "5", False), ("5", "", False)],
)
def test_older_revision_is_noticed(stated, revision, expected):
    assert is_older(httpx.Response(200, headers={"Revision": stated}), revision) is expected


def test_report_is_written_between_its_comments(tmp_path):
    file = tmp_path / "reliability.md"
    file.write_text(f"<!-- other -->\nkept\n{END}\n{BEGIN}\nold\n{END}\nAfter\n")
    good = Result(FAULTS[1], Summary(Counter({200: 9, 503: 1}), 0, 0, 0, []), [], [])
    bad = Result(FAULTS[0], Summary(Counter({200: 5, 0: 2}), 0, 0, 0, []), ["broken off"], [])
    longest = {fault.name: dict.fromkeys(KINDS, 1.25) for fault in FAULTS}

    write(file, report([good, bad], longest, "0 were lost.", "2 faults."), BEGIN)

    text = file.read_text()
    assert text.startswith(f"<!-- other -->\nkept\n{END}\n{BEGIN}\n\n2 faults.\n")
    assert text.endswith(f"- primary-killed: broken off\n\n{END}\nAfter\n")
    rows = [line.split(" | ") for line in text.splitlines() if "kill -9" in line]
    seconds = ["1.2 s"] * 4
    assert rows[0][2:] == ["1", "7", "0", "2", *seconds, "**1 failed** |"]
    assert rows[1][2:] == ["1", "10", "1", "0", *seconds, "passed |"]
    assert "\n0 were lost.\n" in text


def test_costs_are_compared_in_pairs():
    """The machine is twice as slow for some of them."""
    costs = [(1.0, 1.02), (2.0, 2.04), (1.0, 1.01), (1.0, 1.03), (3.0, 3.06), (1.0, 1.02)] * 20

    assert compare(costs) == ["1.00 ms", "1.02 ms", "1.020", "1.020 to 1.020"]


def test_cpu_time_is_that_of_all_threads_and_children():
    pids = family([psutil.Process()])
    before = cpu_seconds(pids)
    thread = threading.Thread(target=lambda: sum(range(10**6)))
    thread.start()
    thread.join()
    sum(range(10**6))

    assert os.getpid() in pids
    assert cpu_seconds(pids) > before > 0


def test_row_has_the_medians_of_the_rounds():
    costs = [Cost(100, 2, 1), Cost(300, 4, 2), Cost(200, 2.5, 1.25)]

    assert row(0, costs) == [
        *("none, the primary answers", "200", "2.50 ms", "1.25 ms", "400", "800")
    ]
    assert row(3, costs)[0] == "3"
