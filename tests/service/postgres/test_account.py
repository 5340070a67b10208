import os
import stat

import pytest

from hkinno.service.postgres.account import Account, account_for
from hkinno.service.postgres.errors import PostgresError

STRANGER = Account(uid=54_321, gid=54_321, name="stranger", is_other=True)


def test_ordinary_user_runs_postgresql_himself():
    account = account_for(1234, {})

    assert account == Account(1234, os.getgid(), "account 1234", is_other=False)
    assert account.subprocess_options() == {}


def test_root_drops_to_the_account_that_is_named():
    account = account_for(0, {"POSTGRES_ACCOUNT": "nobody"})

    assert (account.name, account.is_other) == ("nobody", True)
    assert account.subprocess_options() == {
        "user": account.uid,
        "group": account.gid,
        "extra_groups": [],
    }


def test_root_drops_to_an_account_that_exists():
    assert account_for(0, {}).name in ("postgres", "nobody")


@pytest.mark.parametrize("name", ["root", "no-such-account"])
def test_root_without_an_account_to_drop_to_is_told_what_to_do(name):
    with pytest.raises(PostgresError) as refused:
        account_for(0, {"POSTGRES_ACCOUNT": name})

    assert str(refused.value) == (
        "PostgreSQL does not run as root, and no other account is available: tried "
        f"{name}. Run this as an ordinary user, set POSTGRES_ACCOUNT to an account, or set "
        "DATABASE_URL to a server."
    )


def test_account_reads_its_own_file_by_the_owners_mode(tmp_path):
    tmp_path.chmod(0o700)

    assert Account(os.geteuid(), 54_321, "owner", is_other=True).has_mode(5, tmp_path)


def test_account_of_the_files_group_reads_it_by_the_groups_mode(tmp_path):
    tmp_path.chmod(0o750)

    assert Account(54_321, tmp_path.stat().st_gid, "member", is_other=True).has_mode(5, tmp_path)


def test_stranger_reaches_a_file_only_through_open_folders(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    parents = [folder for folder in tmp_path.parents if not STRANGER.has_mode(stat.S_IXOTH, folder)]
    tmp_path.chmod(0o711)
    inner.chmod(0o700)

    assert not STRANGER.can_reach(inner / "file")
    inner.chmod(0o701)
    assert STRANGER.can_reach(inner / "file" / "not there yet") == (not parents)
