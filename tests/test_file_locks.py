import os
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from hkinno.file_locks import lock_file

ADVICE = (
    "Run this command as the account that created the file, or set VAR_DIR to a folder of your own."
)


def test_lock_file_that_cannot_be_opened_is_a_configuration_error(tmp_path):
    # Nobody, not even root, can open a folder as a file.
    path = tmp_path / "lock"
    path.mkdir()

    with pytest.raises(ImproperlyConfigured) as error, lock_file(path):
        pass

    assert str(error.value) == f"Cannot open {path}: Is a directory. {ADVICE}"


@pytest.mark.parametrize("exists", [True, False])
def test_other_accounts_cannot_open_a_lock_file_and_so_cannot_lock_it(tmp_path, exists):
    path = tmp_path / "lock"
    if exists:
        path.touch(mode=0o666)
        path.chmod(0o666)

    with lock_file(path):
        assert path.stat().st_mode & 0o777 == 0o600


def test_symbolic_link_is_not_followed(tmp_path):
    (tmp_path / "lock").symlink_to(tmp_path / "target")

    with pytest.raises(ImproperlyConfigured), lock_file(tmp_path / "lock"):
        pass

    assert not (tmp_path / "target").exists()


def test_lock_file_of_another_account_is_not_waited_for(tmp_path, monkeypatch):
    path = tmp_path / "lock"
    status = list(tmp_path.stat())
    status[stat.ST_UID] = 54_321
    monkeypatch.setattr(os, "fstat", lambda descriptor: os.stat_result(status))

    with pytest.raises(ImproperlyConfigured) as error, lock_file(path):
        pass

    assert str(error.value) == f"{path} belongs to account 54321. {ADVICE}"
