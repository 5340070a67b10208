import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from hkinno.service import secret_key


def test_secret_is_made_once_and_for_its_owner_alone(tmp_path):
    var = tmp_path / "var"

    secret_key.create(var)
    made = (var / "secret_key").read_text()
    secret_key.create(var)

    assert secret_key.stored_or_random("", var) == made
    assert len(made) == 50
    assert stat.S_IMODE((var / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in var.iterdir()] == ["secret_key"]


def test_secret_that_is_not_made_yet_passes_and_leaves_nothing(tmp_path):
    first, second = (secret_key.stored_or_random("", tmp_path) for _ in range(2))

    assert first != second
    assert list(tmp_path.iterdir()) == []


def test_production_names_its_secret(tmp_path):
    secret_key.create(tmp_path)

    with pytest.raises(ImproperlyConfigured) as refused:
        secret_key.stored_or_random("postgresql://db.example/hub", tmp_path)

    assert str(refused.value).startswith("SECRET_KEY must be set because DATABASE_URL is: ")
    assert str(refused.value).endswith("secrets.token_urlsafe(50))'")


def test_secret_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "secret_key").mkdir()

    with pytest.raises(ImproperlyConfigured) as refused:
        secret_key.stored_or_random("", tmp_path)

    assert str(refused.value) == (
        f"Cannot read {tmp_path / 'secret_key'}: Is a directory. Run this as the user who created "
        "it, or set VAR_DIR to a directory of your own."
    )
