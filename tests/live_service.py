"""The service as `manage.py serve` starts it, with its own database in a temporary folder."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from hkinno.service.postgres.shared_cluster import cluster_for
from tests.fixture_snapshot import FOLDER

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 120
ADMIN_PASSWORD = "correct horse battery staple"
COVERAGE = ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def status_of(port: int, path: str, timeout: float = 5) -> int:
    """The status of a GET request to this machine; 0 if there is no answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", path)
        return connection.getresponse().status
    return 0


class LiveService:
    """A service on 127.0.0.1, which can be started again on the same port and database.

    `root` is the folder of the version of the software that runs.
    """

    def __init__(self, folder: Path, root: Path = ROOT, **variables: str) -> None:
        self.folder, self.root, self.port, self.variables = folder, root, free_port(), variables
        self.var = Path(variables.get("VAR_DIR") or folder / "var")
        self.log = folder / "log"
        # Coverage is that of this tree, and not of a copy.
        ignored = ("DATABASE_URL", *(() if root == ROOT else COVERAGE))
        inherited = {key: value for key, value in os.environ.items() if key not in ignored}
        own = {"VAR_DIR": str(self.var), "PORT": str(self.port), "HOST": "127.0.0.1"}
        own["DUMP_INTERVAL"] = "0"  # a dump takes some seconds of a processor
        self.environment = inherited | own | variables
        self.process: subprocess.Popen[bytes] | None = None

    def replace_by(self, other: LiveService) -> None:
        """Stand for another service on the same database from now on."""
        self.process, self.port, self.environment = other.process, other.port, other.environment

    def start(self) -> None:
        """Start the service. Does not wait for it."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=self.root,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def status(self, path: str = "/readyz", timeout: float = 5) -> int:
        return status_of(self.port, path, timeout)

    def wait_until_ready(self, seconds: float = START_SECONDS) -> float:
        """Wait for `/readyz`; returns the seconds it took. Raises TimeoutError after `seconds`."""
        start = time.monotonic()
        while self.status() != 200:
            elapsed = time.monotonic() - start
            if elapsed > seconds or (self.process and self.process.poll() is not None):
                raise TimeoutError(
                    f"not ready after {elapsed:.1f} s:\n{self.log.read_text()[-3000:]}"
                )
            time.sleep(0.02)
        return time.monotonic() - start

    def manage(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py on the database of the service."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self.root,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def processes(self) -> list[psutil.Process]:
        """The main process of the service and its workers, without those of PostgreSQL."""
        main = psutil.Process(self.process.pid)
        return [main, *(child for child in main.children(recursive=True) if is_python(child))]

    def stop(self) -> int:
        """Stop the service with SIGTERM; returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def destroy(self) -> None:
        """Kill what is left of the service, and stop its database."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        cluster_for(self.var, {}).stop()


def is_python(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return "python" in process.name()
    return False


def copy_database(var: Path) -> None:
    """Give a service the files of one that was started and stopped once for this run of pytest.

    The password of the user `admin` is ADMIN_PASSWORD.
    """
    folder = Path(os.environ[FOLDER])
    template = folder / "service"
    with (folder / "service.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            new = LiveService(folder / "first", HKINNO_ADMIN_PASSWORD=ADMIN_PASSWORD)
            with running(new) as first:
                if first.stop() != 0:
                    raise RuntimeError(first.log.read_text())
            first.var.rename(template)
    subprocess.run(["cp", "-a", template, var], check=True)  # with the owners of files


@contextlib.contextmanager
def live_service(root: Path = ROOT, **environment: str) -> Iterator[LiveService]:
    """A service that is ready, and is destroyed after the block."""
    folder = Path(tempfile.mkdtemp(prefix="hkinno-live-", dir="/tmp"))
    folder.chmod(0o755)
    service = LiveService(folder, root, **environment)
    if FOLDER in os.environ:
        copy_database(service.var)
    try:
        with running(service):
            yield service
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def running(service: LiveService) -> Iterator[LiveService]:
    """Start a service, wait until it is ready, and destroy it after the block."""
    service.folder.mkdir(mode=0o755, exist_ok=True)
    try:
        service.start()
        service.wait_until_ready()
        yield service
    finally:
        service.destroy()
