"""The parts of `make chaos`: the ledger finds losses, and the figures are right."""

import time
from collections import Counter

import pytest

from tests.chaos import report
from tests.chaos.clients import value_of
from tests.chaos.faults import FAULTS
from tests.chaos.forms import read_form
from tests.chaos.ledger import Ledger
from tests.chaos.observations import Observation, Observations, Summary, summarize
from tests.chaos.report import BEGIN, END, Result

PAGE = """
<form id="logout-form"><input name="csrfmiddlewaretoken" value="other"></form>
<form id="event_form">
  <input type="hidden" name="csrfmiddlewaretoken" value="token">
  <input name="id" value="a&amp;b"> <input type="checkbox" name="topics" value="x" checked>
  <input type="checkbox" name="topics" value="y"> <input type="submit" name="_save" value="Save">
  <select name="kind"><option value="">-</option><option value="forum" selected>F</option></select>
  <select name="place"><option value="">-</option></select>
  <textarea name="summary_en">
value 7</textarea>
  <input name="statements-__prefix__-id" value="1">
</form>
"""


def test_form_is_read_as_a_browser_sends_it():
    form = read_form(PAGE)

    assert form == {
        "csrfmiddlewaretoken": ["token"],
        "id": ["a&b"],
        "topics": ["x"],
        "kind": ["forum"],
        "summary_en": ["value 7"],
    }
    assert value_of(form) == 7
    assert value_of({"summary_en": [""]}) == -1


@pytest.fixture
def ledger():
    """Two records: one confirmed with the value 2, one that may or may not exist."""
    ledger = Ledger()
    ledger.attempt("a", 0)
    ledger.acknowledge("a", 0)
    ledger.attempt("a", 2)
    ledger.acknowledge("a", 2)
    ledger.attempt("a", 3)
    ledger.attempt("b", 0)
    return ledger


@pytest.mark.parametrize("values", [{"a": 2}, {"a": 3}, {"a": 2, "b": 0}])
def test_unconfirmed_writes_may_be_there_or_not(ledger, values):
    assert ledger.differences(values, {"a": 1, "b": 1}) == []
    assert ledger.acknowledged() == {"a": 2}


@pytest.mark.parametrize(
    ("values", "creations", "difference"),
    [
        ({}, {}, "a was acknowledged and is lost"),
        ({"a": 1}, {}, "a has the value 1; acknowledged: 2, last sent: 3"),
        ({"a": 4}, {}, "a has the value 4; acknowledged: 2, last sent: 3"),
        ({"a": 2, "c": 0}, {}, "c was never sent"),
        ({"a": 2}, {"a": 2}, "a was created 2 times"),
    ],
)
def test_lost_invented_and_repeated_writes_are_found(ledger, values, creations, difference):
    assert ledger.differences(values, creations) == [difference]


def test_only_503_is_allowed_among_server_errors():
    observations = Observations()
    for status in (200, 404, 500, 503):
        observations.add("list", time.monotonic(), status)

    assert [item.violation for item in observations.items] == ["", "", "list: status 500", ""]
    assert observations.since(time.monotonic() + 1) == []


def test_recovery_counts_from_the_end_of_the_cause():
    items = [
        Observation(ended=9, seconds=0.5, request="record", status=503),
        Observation(ended=11.5, seconds=2.5, request="save", status=0),
        Observation(ended=12, seconds=0.1, request="record", status=200),
        Observation(ended=12, seconds=0.1, request="save", status=500, violation="bad"),
    ]

    summary = summarize(items, cause_ended=10)

    assert summary == Summary(Counter([503, 0, 200, 500]), 2.0, 2.5, 0.5, ["bad"])
    assert summarize(items[:1], cause_ended=10).recovery == 0


def test_report_replaces_the_last_one(tmp_path):
    file = tmp_path / "reliability.md"
    file.write_text(f"# Before\n{BEGIN}\nold\n{END}\nAfter\n")
    good = Summary(Counter({200: 9, 503: 1}), 0.25, 1.5, 0.0125, [])
    bad = Summary(Counter({200: 5, 0: 2}), 7, 9, 2, [])
    results = [
        Result(FAULTS[1], good, [], []),
        Result(FAULTS[0], good, [], ["replaced in 1 s"]),
        Result(FAULTS[1], bad, ["recovery took longer than 5 s"], []),
    ]

    report.write(file, report.report(results, "Nothing was lost.", "2026-01-31", "2 cores"))

    text = file.read_text()
    assert text.startswith(f"# Before\n{BEGIN}\n\nRun on 2026-01-31, 2 cores.\n")
    assert text.endswith(f"{END}\nAfter\n")
    assert "old" not in text
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| worker")]
    assert [row[0] for row in rows] == ["| worker-killed", "| worker-frozen"]
    assert rows[0][2:] == ["1", "10", "1", "0", "0.2 s", "1.5 s", "12 ms", "passed |"]
    assert rows[1][2:] == ["2", "17", "1", "2", "7.0 s", "9.0 s", "2000 ms", "**1 failed** |"]
    assert "- worker-killed: replaced in 1 s\n" in text
    assert "- worker-frozen: recovery took longer than 5 s\n" in text
    assert "**F15 replica lag, F16 failover**" in text


def test_faults_have_names_of_their_own():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
