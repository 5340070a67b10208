import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from hkinno.service import secret_key


def test_secret_key_is_created_once_and_readable_by_its_owner_only(tmp_path):
    var = tmp_path / "var"

    secret_key.create(var)
    key = (var / "secret_key").read_text()
    secret_key.create(var)

    assert secret_key.stored_or_random("", var) == key
    assert len(key) == 50
    assert stat.S_IMODE((var / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in var.iterdir()] == ["secret_key"]


def test_missing_secret_key_is_random_and_not_stored(tmp_path):
    first, second = (secret_key.stored_or_random("", tmp_path) for _ in range(2))

    assert first != second
    assert list(tmp_path.iterdir()) == []


def test_secret_key_must_be_set_with_a_database_url(tmp_path):
    secret_key.create(tmp_path)

    with pytest.raises(ImproperlyConfigured) as error:
        secret_key.stored_or_random("postgresql://db.example/hub", tmp_path)

    assert str(error.value).startswith("SECRET_KEY must be set because DATABASE_URL is: ")
    assert str(error.value).endswith("secrets.token_urlsafe(50))'")


def test_unreadable_secret_key_is_reported_with_its_path(tmp_path):
    (tmp_path / "secret_key").mkdir()

    with pytest.raises(ImproperlyConfigured) as error:
        secret_key.stored_or_random("", tmp_path)

    assert str(error.value) == (
        f"Cannot read {tmp_path / 'secret_key'}: Is a directory. Run this as the user who created "
        "it, or set VAR_DIR to a directory of your own."
    )


def test_full_disk_leaves_no_file(tmp_path, monkeypatch):
    def fail(path, text):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", fail)

    with pytest.raises(ImproperlyConfigured, match="secret_key: No space left on device"):
        secret_key.create(tmp_path)
    assert list(tmp_path.iterdir()) == []
