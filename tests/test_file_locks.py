import pytest
from django.core.exceptions import ImproperlyConfigured

from hkinno.file_locks import lock_file


def test_lock_file_that_cannot_be_opened_is_a_configuration_error(tmp_path):
    # Nobody, not even root, can open a folder as a file.
    path = tmp_path / "lock"
    path.mkdir()

    with pytest.raises(ImproperlyConfigured) as error, lock_file(path):
        pass

    assert str(error.value) == (
        f"Cannot open {path}: Is a directory. Run this command as the account that created "
        "the file, or set VAR_DIR to a folder of your own."
    )
