"""What the report says about targets."""

import pytest

from tests.benchmark.modes import DISTINCT, REPEATED
from tests.benchmark.report import (
    BEGIN,
    DOCUMENT,
    END,
    reasons,
    report,
    write_page_table,
)
from tests.benchmark.targets import Growth, Memory, Ratio, Spread

TARGET = Ratio("list", "list", DISTINCT, "hkinno", "drf", 20)


def samples(*rates, p50=0.001):
    numbers = dict.fromkeys(["p99", "application_cpu", "database_cpu", "bytes", "errors"], 0)
    return [{**numbers, "rate": rate, "requests": rate, "p50": p50} for rate in rates]


def results(p50=0.001, rates=(300, 500, 400), megabytes=90):
    return {
        "date": "2026-01-02T03:04:05",
        "machine": "2 cores",
        "prepared": {"generate": 1, "load": 2, "warm": 3, "cold": {"list": 0.1}},
        "writes": {"write": [0.002], "hkinno": [0.001]},
        "rename": {"labs": 12_000, "write": 1.5, "longest_read": 0.02, "next_read": 0.04},
        "memory": {"hkinno": megabytes * 2**20},
        "titles": {"list": "first pages", "detail": "detail"},
        "samples": {
            "list": {
                DISTINCT: {"drf": samples(10, 20, 40), "hkinno": samples(*rates, p50=p50)},
                REPEATED: {"hkinno": samples(1000)},
            }
        },
    }


def test_ratio_is_the_median_of_those_within_each_round():
    assert TARGET.measured({"100k": results()}) == Spread(25, 10, 30)
    assert TARGET.is_met(Spread(20, 1, 30))
    assert not TARGET.is_met(Spread(19.9, 1, 30))


@pytest.mark.parametrize("sizes", [{}, {"1k": results()}, {"100k": results(rates=(300,))}])
def test_ratio_is_not_measured_without_the_same_rounds_at_100k(sizes):
    assert TARGET.measured(sizes) is None


def test_growth_is_the_ratio_of_medians():
    growth = Growth("list", "list", 1.3)

    assert growth.measured({"1k": results(0.001), "1m": results(0.002)}) == Spread(2, 2, 2)
    assert growth.measured({"1k": results()}) is None
    assert growth.is_met(Spread(1.3, 1, 2))
    assert not growth.is_met(Spread(1.4, 1, 2))


def test_memory_is_that_of_a_worker_at_a_million():
    memory = Memory("memory", 200)

    assert memory.measured({"1m": results(megabytes=90)}) == Spread(90, 90, 90)
    assert memory.measured({"100k": results()}) is None
    assert memory.is_met(Spread(200, 200, 200))
    assert not memory.is_met(Spread(201, 201, 201))


def test_report_has_targets_and_measurements():
    text = report({"100k": results()})

    assert (
        "| list, different requests | at least 20 × drf | 25 (10 to 30) | met |"
    ) in text.splitlines()
    assert "| 304 | at least 0.25 × floor | not measured |  |" in text.splitlines()
    assert "2026-01-02 03:04 UTC, rounds: 3. 2 cores." in text
    assert "| first pages | **20** (1, 0)<br>0 + 0 | – | **400** (1, 0)<br>0 + 0 | 0 |" in text


def test_prose_of_the_document_survives_a_new_report():
    """It is written by hand, in the file that reports are made from."""
    assert reasons() in DOCUMENT.read_text(encoding="utf-8")


def test_table_of_pages_is_replaced(tmp_path):
    file = tmp_path / "benchmark.md"
    file.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    costs = {"labs/": {"first": [0.03, 0.0104, 24_000], "again": [0.02, 0.001, 24_000]}}

    write_page_table({"date": "2026-01-02T03:04:05", "load": 2, "costs": costs}, file)

    lines = file.read_text(encoding="utf-8").splitlines()
    assert (lines[0], lines[-1]) == ("before", "after")
    assert "old" not in lines
    assert "| `/en/labs/` | 30.0 + 10.4 | **40.4** | 20.0 + 1.0 | **21.0** | 24,000 |" in lines
