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


def test_folder_that_somebody_else_has_made_is_refused(folder):
    made = folder / "run"
    made.mkdir()
    as_link = folder / "link"
    as_link.symlink_to(made)

    with pytest.raises(PostgresError) as refused:
        secure_directory(as_link, account_for(os.geteuid(), os.environ))

    assert str(refused.value) == (
        f"{as_link} belongs to account {os.geteuid()}, but "
        f"{account_for(os.geteuid(), os.environ).name} must run the database. Run this as the user "
        "who created it, or remove the directory, or set VAR_DIR to another one."
    )


def test_folder_that_lay_open_is_closed(folder):
    account = account_for(os.geteuid(), os.environ)
    made = folder / "run"
    made.mkdir(mode=0o755)

    secure_directory(made, account)

    assert (mode(made), made.stat().st_uid) == (0o700, account.uid)


def test_folders_above_stay_closed_for_who_runs_it_himself(folder):
    account = Account(os.geteuid(), os.getegid(), "self", is_other=False)
    var = folder / "var"
    var.mkdir(mode=0o700)

    create_parent_directories(var, cluster_paths(var, account), account)

    assert mode(var) == 0o700


def test_folders_above_let_another_account_through_and_show_it_nothing(folder):
    account = Account(54_321, 54_321, "stranger", is_other=True)
    var = folder / "var"
    var.mkdir(mode=0o700)

    create_parent_directories(var, cluster_paths(var, account), account)

    assert mode(var) == 0o711
