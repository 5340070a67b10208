import os
import stat

import pytest

from hkinno.service.postgres.account import Account, account_for
from hkinno.service.postgres.errors import PostgresError

OTHER_ACCOUNT = Account(uid=54_321, gid=54_321, name="stranger", is_other=True)


def test_ordinary_user_runs_postgresql_without_another_account():
    account = account_for(1234, {})

    assert account == Account(1234, os.getgid(), "account 1234", is_other=False)
    assert account.subprocess_options() == {}


def test_root_switches_to_the_account_in_the_environment():
    account = account_for(0, {"POSTGRES_ACCOUNT": "nobody"})

    assert (account.name, account.is_other) == ("nobody", True)
    assert account.subprocess_options() == {
        "user": account.uid,
        "group": account.gid,
        "extra_groups": [],
    }


def test_root_switches_to_an_existing_account():
    assert account_for(0, {}).name in ("postgres", "nobody")


@pytest.mark.parametrize("name", ["root", "no-such-account"])
def test_root_without_an_available_account_is_an_error(name):
    with pytest.raises(PostgresError) as error:
        account_for(0, {"POSTGRES_ACCOUNT": name})

    assert str(error.value) == (
        "PostgreSQL does not run as root, and no other account is available: tried "
        f"{name}. Run this as an ordinary user, set POSTGRES_ACCOUNT to an account, or set "
        "DATABASE_URL to a server."
    )


def test_mode_of_the_owner_applies_to_the_owner(tmp_path):
    tmp_path.chmod(0o700)

    assert Account(os.geteuid(), 54_321, "owner", is_other=True).has_mode(5, tmp_path)


def test_mode_of_the_group_applies_to_members(tmp_path):
    tmp_path.chmod(0o750)

    assert Account(54_321, tmp_path.stat().st_gid, "member", is_other=True).has_mode(5, tmp_path)


def test_other_account_needs_execute_permission_on_all_parent_folders(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    closed_parents = [
        folder for folder in tmp_path.parents if not OTHER_ACCOUNT.has_mode(stat.S_IXOTH, folder)
    ]
    tmp_path.chmod(0o711)
    inner.chmod(0o700)

    assert not OTHER_ACCOUNT.can_reach(inner / "file")
    inner.chmod(0o701)
    assert OTHER_ACCOUNT.can_reach(inner / "file" / "not there yet") == (not closed_parents)
