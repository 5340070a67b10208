import os
import stat

import pytest

from hkinno.service.postgres.account import Account, account_for
from hkinno.service.postgres.cluster import secure_directory
from hkinno.service.postgres.errors import PostgresError
from hkinno.service.postgres.paths import cluster_paths
from hkinno.service.postgres.shared_cluster import create_parent_directories


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_symbolic_link_is_rejected(folder):
    directory = folder / "run"
    directory.mkdir()
    link = folder / "link"
    link.symlink_to(directory)

    with pytest.raises(PostgresError) as error:
        secure_directory(link, account_for(os.geteuid(), os.environ))

    assert str(error.value) == (
        f"{link} belongs to account {os.geteuid()}, but "
        f"{account_for(os.geteuid(), os.environ).name} must run the database. Run this as the user "
        "who created it, or remove the directory, or set VAR_DIR to another one."
    )


def test_open_folder_is_closed(folder):
    account = account_for(os.geteuid(), os.environ)
    directory = folder / "run"
    directory.mkdir(mode=0o755)

    secure_directory(directory, account)

    assert (mode(directory), directory.stat().st_uid) == (0o700, account.uid)


def test_parent_folders_stay_closed_for_the_own_account(folder):
    account = Account(os.geteuid(), os.getegid(), "self", is_other=False)
    var = folder / "var"
    var.mkdir(mode=0o700)

    create_parent_directories(var, cluster_paths(var, account), account)

    assert mode(var) == 0o700


def test_parent_folders_can_be_entered_but_not_listed_by_another_account(folder):
    account = Account(54_321, 54_321, "stranger", is_other=True)
    var = folder / "var"
    var.mkdir(mode=0o700)

    create_parent_directories(var, cluster_paths(var, account), account)

    assert mode(var) == 0o711
