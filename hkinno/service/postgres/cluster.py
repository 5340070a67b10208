"""Makes, starts and stops one cluster. Whoever calls holds the lock that admits one at a time."""

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
from hkinno.service.postgres.paths import Places
from hkinno.service.postgres.postmaster import is_running, postmaster_of, wait_for

DRAFT = "making-"


@dataclass(frozen=True)
class Cluster:
    """One cluster: where it lies, who runs it, with which programs and settings."""

    places: Places
    account: Account
    programs: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    platform: str = sys.platform
    patience: int = 120  # seconds for a start or a stop

    def start(self) -> None:
        """Make the cluster if there is none, start it unless it runs, wait until it answers."""
        own_folder(self.places.home, self.account)
        own_folder(self.places.socket, self.account)
        if not self.places.data.exists():
            self._make()
        if is_running(self.places.data, self.patience):
            return
        self._refuse_other_version()
        self._write(
            self.places.data / configuration.FILE,
            configuration.text(configuration.SERVER | self.settings, self.places.socket),
        )
        self._disown_pid_file()
        # Relative paths: pg_ctl puts these two before a shell.
        options = ["-D", ".", "-l", "../log", "-w", "-t", str(self.patience)]
        self._run("pg_ctl", *options, "start", fault="did not start", cwd=self.places.data)

    def stop(self) -> None:
        """Stop the server in the way that PostgreSQL calls fast: nothing committed is lost."""
        if (server := postmaster_of(self.places.data)) is None:
            return
        os.kill(server.pid, signal.SIGINT)
        if not wait_for(self.places.data, lambda found: found is None, self.patience):
            raise PostgresError(
                f"PostgreSQL, process {server.pid}, did not stop in {self.patience} s. "
                f"See {self.places.home / 'log'}."
            )

    def _make(self) -> None:
        """Make the cluster under another name: a killed start leaves none that is half made."""
        for left in self.places.home.glob(f"{DRAFT}*"):
            shutil.rmtree(left, ignore_errors=True)
        draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=self.places.home))
        try:
            own_folder(draft, self.account)
            options = configuration.initdb_options(self._version(), self.platform)
            self._run("initdb", "-D", str(draft), *options, fault="could not make its files")
            self._write(
                draft / "postgresql.conf", f"include_if_exists '{configuration.FILE}'\n", "-a"
            )
            draft.rename(self.places.data)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _disown_pid_file(self) -> None:
        """Let PostgreSQL start where a killed server's number is another program's by now.

        PostgreSQL passes over its own grandparent's number. The rest of the file has to stay: by
        it a new server sees that parts of the killed one are still at work.
        """
        file = self.places.data / "postmaster.pid"
        if file.exists():
            rest = file.read_text().splitlines()[1:]
            self._write(file, "\n".join([str(os.getpid()), *rest, ""]))

    def _version(self) -> int:
        """The major version of the programs."""
        said = self._run("postgres", "--version", fault="did not run")
        return int("".join(c for c in said.split()[2].split(".")[0] if c.isdigit()))

    def _refuse_other_version(self) -> None:
        made_by = int((self.places.data / "PG_VERSION").read_text())
        if (version := self._version()) != made_by:
            raise PostgresError(
                f"{self.places.data} was made by PostgreSQL {made_by}, and the programs in "
                f"{self.programs} are of {version}. Name the folder of the programs of {made_by} "
                "in POSTGRES_BIN, or move the data away: a new start makes a new database."
            )

    def _write(self, file: Path, text: str, *options: str) -> None:
        """Write as the account: what it owns could be a link to what root may write."""
        self._execute(["tee", *options, str(file)], f"could not write {file}", text, Path("/"))

    def _run(self, program: str, *arguments: str, fault: str, cwd: Path = Path("/")) -> str:
        return self._execute([str(self.programs / program), *arguments], fault, "", cwd)

    def _execute(self, command: list[str], fault: str, text: str, cwd: Path) -> str:
        done = subprocess.run(
            command,
            input=text,
            capture_output=True,
            text=True,
            check=False,
            cwd=cwd,
            env=configuration.environment(os.environ),
            **self.account.as_subprocess_options(),
        )
        if done.returncode:
            raise PostgresError(f"PostgreSQL {fault}.\n{done.stderr}{self._log()}".strip())
        return done.stdout

    def _log(self) -> str:
        """The end of the server's log, where there is one."""
        log = self.places.home / "log"
        return "\n".join(log.read_text().splitlines()[-10:]) if log.is_file() else ""


def own_folder(folder: Path, account: Account) -> None:
    """Make `folder` the account's own and closed to others; refuse one that a stranger made."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (account.uid, os.geteuid()):
        raise PostgresError(
            f"{folder} belongs to account {found.st_uid}, and the database must be run by "
            f"{account.name}. Run this as the account that made it, or remove the folder, or name "
            "another one in VAR_DIR."
        )
    os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)
