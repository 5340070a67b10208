"""The benchmark runs from end to end, with few records."""

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.benchmark import clients
from tests.benchmark.clients import Requests, send
from tests.benchmark.modes import DISTINCT, NOT_MODIFIED, REPEATED
from tests.live_service import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.server, pytest.mark.untraced]

OPTIONS = "--size 60 --rounds 1 --seconds 1 --only detail,304 --servers drf,hkinno,floor"


@pytest.fixture
def short_folder():
    """The account of PostgreSQL can enter it."""
    folder = Path(tempfile.mkdtemp(prefix="hkinno-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_all_that_needs_no_further_package_is_measured(short_folder):
    run(short_folder, *OPTIONS.split())

    results = json.loads((short_folder / "60" / "results.json").read_text())
    assert set(results["samples"]) == {"detail", NOT_MODIFIED}
    assert set(results["samples"]["detail"][DISTINCT]) == {"drf", "hkinno"}
    assert set(results["samples"]["detail"][REPEATED]) == {"drf", "hkinno", "floor"}
    for modes in results["samples"].values():
        for samples in modes[REPEATED].values():
            assert [sample["errors"] for sample in samples] == [0]
            assert samples[0]["requests"] > 0
    assert results["rename"]["labs"] > 1
    assert results["rename"]["longest_read"] > 0
    assert len(results["writes"]["hkinno"]) == len(results["writes"]["write"]) == 20

    run(short_folder, "--pages", *"--size 60 --rounds 1 --only about,labs/…/".split())

    pages = json.loads((short_folder / "60" / "pages.json").read_text())
    assert pages["costs"].keys() == {"about/", "labs/…/", "labs/…/changes/"}
    for costs in pages["costs"].values():
        assert {*costs} == {"first", "again"}
        assert all(seconds > 0 for cost in costs.values() for seconds in cost)


def run(folder, *options):
    command = [sys.executable, "-m", "tests.benchmark", *options, "--folder", folder]
    subprocess.run(command, cwd=ROOT, check=True)


class Handler(BaseHTTPRequestHandler):
    """Answers 404 to one path and 200 to all others."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format, *args):
        pass


def test_client_in_python_measures_what_wrk_measures(monkeypatch):
    monkeypatch.setattr(clients.shutil, "which", lambda name: None)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        burst = send(url, Requests(["/present", "/missing"]), 0.5)
        server.shutdown()

    assert burst.requests > 0
    assert 0 < burst.errors < burst.requests
    assert 0 < burst.p50 <= burst.p99 <= burst.seconds
    assert burst.bytes == 2 * burst.requests
