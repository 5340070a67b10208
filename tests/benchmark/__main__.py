"""`make bench`: measures hkinno beside plain DRF, FastAPI with asyncpg, and the floor.

    python -m tests.benchmark [--size 1k] [--rounds 3] [--seconds 2] [--only list,detail]

Generates a registry with that many labs (1k, 100k, 1m) in a database of its own, in var/benchmark,
which later runs use again: remove the folder after a change of the migrations. Prints each
measurement, and stores all of them in var/benchmark/SIZE/results.json, from which
`python -m tests.benchmark.report` writes docs/benchmark.md. `fastapi` and `asyncpg` are
needed (requirements-bench.txt), or left out by `--servers drf,hkinno-stale,floor`.

    python -m tests.benchmark --prepare [--size 1m]

loads the registry and makes the documents of its labs, in as many processes as there are cores, and
measures nothing but this and the first requests without documents: the other commands do so if it
was not done. At 1m, the peers are left out unless they are named: a request can take them minutes.

    python -m tests.benchmark --pages [--size 100k] [--rounds 10] [--only labs,charts]

measures the pages of the website instead, with that many requests for each kind of page whose
title contains one of the words, and stores the result in var/benchmark/SIZE/pages.json. Those of
all pages at 100k replace the table in docs/benchmark.md.
"""

from __future__ import annotations

import argparse
import json
import os
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmark.modes import HKINNO_ONLY

ROOT = Path(__file__).resolve().parents[2]
SIZES = {"60": 60, "1k": 1_000, "10k": 10_000, "100k": 100_000, "1m": 1_000_000}


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark")
    parser.add_argument("--size", default="1k", choices=SIZES)
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "benchmark")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--prepare", action="store_true")
    parser.add_argument("--pages", action="store_true")
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--only", type=split, default=[], metavar="WORKLOAD,...")
    parser.add_argument("--servers", type=split, default=[], metavar="SERVER,...")
    return parser.parse_args()


def split(text: str) -> list[str]:
    return text.split(",")


def prepare_environment(var: Path) -> None:
    """The settings of all servers: the same workers, and no limit for a single client."""
    for name in [name for name in os.environ if name.startswith("PG") or name == "DATABASE_URL"]:
        del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "hkinno.settings",
        "VAR_DIR": str(var),
        "STATEMENT_TIMEOUT": "0",
        "WORKERS": "2",
        "THREADS": "4",
        "CLIENT_THREADS": "4",
        "RATE_LIMIT": "0",
    }


def main() -> None:
    arguments = parse_arguments()
    var = arguments.folder / arguments.size
    var.mkdir(parents=True, exist_ok=True)
    prepare_environment(var)
    import django

    from hkinno.service import postgres, secret_key

    secret_key.create(var)
    with postgres.running(var):
        django.setup()
        from tests.benchmark.prepare import prepare

        prepared = prepare(var, SIZES[arguments.size], is_measured_again=arguments.prepare)
        if arguments.prepare:
            print(json.dumps(prepared))
            return
        if arguments.pages:
            from tests.benchmark.pages import measure_pages
            from tests.benchmark.report import write_page_table

            costs = measure_pages(arguments.rounds, arguments.only)
            facts = {"date": datetime.now(UTC).isoformat(), "load": os.getloadavg()[0]}
            pages = {"costs": costs} | facts
            (var / "pages.json").write_text(json.dumps(pages))
            if arguments.size == "100k" and not arguments.only:
                write_page_table(json.loads(json.dumps(pages)))
            return
        from tests.benchmark.machine import machine
        from tests.benchmark.measure import Selection, run

        machine_text = machine()
        servers = arguments.servers or (HKINNO_ONLY if arguments.size == "1m" else [])
        selection = Selection(arguments.only, servers)
        facts = {
            "prepared": prepared,
            "machine": machine_text,
            "date": datetime.now(UTC).isoformat(),
        }
        for results in run(var, selection, arguments.rounds, arguments.seconds):
            (var / "results.json").write_text(json.dumps(results | facts))


if __name__ == "__main__":
    main()
