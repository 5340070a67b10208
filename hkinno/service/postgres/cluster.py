"""Creates, starts and stops a cluster. The caller holds the lock that admits one process."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hkinno.service.postgres import configuration
from hkinno.service.postgres.account import Account
from hkinno.service.postgres.errors import PostgresError
from hkinno.service.postgres.paths import USER, ClusterPaths
from hkinno.service.postgres.postmaster import (
    Postmaster,
    is_running,
    kill_orphans,
    read_postmaster,
    send_signal,
    wait_for,
)

DRAFT_PREFIX = "creating-"


@dataclass(frozen=True)
class Cluster:
    """One cluster: its paths, the account that runs it, binaries and settings."""

    paths: ClusterPaths
    account: Account
    bin_dir: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    platform: str = sys.platform
    timeout: int = 120  # seconds for a start or a stop

    def start(self) -> None:
        """Create the cluster if it is missing, start it if it is stopped, wait until it is ready.

        Raises PostgresError with the end of PostgreSQL's log if it does not start.
        """
        secure_directory(self.paths.home, self.account)
        secure_directory(self.paths.socket, self.account)
        if not self.paths.data.exists():
            self._create()
        self._require_role()
        if is_running(self.paths.data, self.timeout):
            return
        self._require_same_version()
        self._write(
            self.paths.data / configuration.FILE,
            configuration.text(
                {**configuration.SERVER_SETTINGS, **self.settings}, self.paths.socket
            ),
        )
        self._replace_stale_pid()
        # Relative paths: pg_ctl passes these two through a shell.
        options = ["-D", ".", "-l", "../log", "-w", "-t", str(self.timeout)]
        self._run("pg_ctl", *options, "start", failure="did not start", cwd=self.paths.data)

    def stop(self) -> None:
        """Stop the server in PostgreSQL's fast mode, which keeps everything committed.

        Raises PostgresError if it does not stop in time.
        """
        if (server := read_postmaster(self.paths.data)) is None:
            return
        os.kill(server.pid, signal.SIGINT)
        send_signal(self.paths.data, signal.SIGCONT)  # a frozen one could not stop

        def is_gone(current: Postmaster | None) -> bool:
            return current is None or current.pid != server.pid

        if not wait_for(self.paths.data, is_gone, self.timeout):
            raise PostgresError(
                f"PostgreSQL, process {server.pid}, did not stop within {self.timeout} s. "
                f"See {self.paths.home / 'log'}."
            )

    def _create(self) -> None:
        """Create the cluster and its role under a temporary name: a killed start leaves none."""
        for leftover in self.paths.home.glob(f"{DRAFT_PREFIX}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        draft = Path(tempfile.mkdtemp(prefix=DRAFT_PREFIX, dir=self.paths.home))
        try:
            secure_directory(draft, self.account)
            options = configuration.initdb_options(self._version(), self.platform)
            self._run("initdb", "-D", str(draft), *options, failure="could not create its files")
            conf = draft / "postgresql.conf"
            include = f"include_if_exists '{configuration.FILE}'\n"
            self._write(conf, conf.read_text() + include)
            single = [str(self.bin_dir / "postgres"), "--single", "-c", "exit_on_error=on"]
            self._execute(
                [*single, "-D", str(draft), "postgres"],
                "could not create the role of the service",
                configuration.CREATE_ROLE,
                Path("/"),
            )
            self._write(draft / configuration.ROLE_FILE, f"{USER}\n")
            draft.rename(self.paths.data)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _replace_stale_pid(self) -> None:
        """Write our own PID to the PID file of a killed server: another process may have its PID.

        PostgreSQL ignores the PID of its grandparent. The other lines stay: from them a new
        server detects processes of the killed one that are still running.
        """
        file = self.paths.data / "postmaster.pid"
        if file.exists():
            kill_orphans(self.paths.data, self.timeout)
            rest = file.read_text().splitlines()[1:]
            self._write(file, "\n".join([str(os.getpid()), *rest, ""]))

    def _version(self) -> int:
        """The major version of the binaries."""
        output = self._run("postgres", "--version", failure="did not run")
        return int("".join(c for c in output.split()[2].split(".")[0] if c.isdigit()))

    def _require_same_version(self) -> None:
        created_by = int((self.paths.data / "PG_VERSION").read_text())
        if (version := self._version()) != created_by:
            raise PostgresError(
                f"{self.paths.data} was created by PostgreSQL {created_by}, but {self.bin_dir} "
                f"has version {version}. Set POSTGRES_BIN to the binaries of version {created_by}, "
                "or move the data away: the next start creates a new database."
            )

    def _require_role(self) -> None:
        if not (self.paths.data / configuration.ROLE_FILE).exists():
            raise PostgresError(
                f"{self.paths.data} was created by an earlier version of hkinno, which connected "
                "as PostgreSQL's superuser. Nothing was changed. To keep its data, dump them with "
                f"that version; then move {self.paths.home} away, and the next start creates a new "
                "database."
            )

    def _write(self, file: Path, text: str) -> None:
        """Replace a file; if the disk is full, it stays as it was.

        The account writes: a file it owns could be a link to one that only root may write.
        """
        draft, failure = f"{file}.new", f"could not write {file}"
        self._execute(["tee", draft], failure, text, Path("/"))
        self._execute(["mv", draft, str(file)], failure, "", Path("/"))

    def _run(self, binary: str, *arguments: str, failure: str, cwd: Path = Path("/")) -> str:
        return self._execute([str(self.bin_dir / binary), *arguments], failure, "", cwd)

    def _execute(self, command: list[str], failure: str, text: str, cwd: Path) -> str:
        try:
            completed: subprocess.CompletedProcess[str] = subprocess.run(
                command,
                input=text,
                capture_output=True,
                text=True,
                check=False,
                cwd=cwd,
                env=configuration.environment(os.environ),
                **self.account.subprocess_options(),
            )
        except OSError as error:
            raise PostgresError(
                f"PostgreSQL {failure}: cannot run {command[0]}: {error}"
            ) from error
        if completed.returncode:
            raise PostgresError(f"PostgreSQL {failure}.\n{completed.stderr}{self._log()}".strip())
        return completed.stdout

    def _log(self) -> str:
        """The last ten lines of the server's log, if there is one."""
        log = self.paths.home / "log"
        if not log.is_file():
            return ""
        return "\n".join(log.read_text(errors="replace").splitlines()[-10:])


def secure_directory(path: Path, account: Account) -> None:
    """Create `path`, owned by `account` and closed to others.

    Raises PostgresError if it exists and belongs to somebody else.
    """
    path.mkdir(mode=0o700, exist_ok=True)
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in (account.uid, os.geteuid()):
        raise PostgresError(
            f"{path} belongs to account {status.st_uid}, but {account.name} must run the database. "
            "Run this as the user who created it, or remove the directory, or set VAR_DIR to "
            "another one."
        )
    os.chown(path, account.uid, account.gid)
    path.chmod(0o700)
