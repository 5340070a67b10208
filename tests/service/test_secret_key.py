import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from hkinno.service import secret_key


def test_secret_is_made_once_and_for_its_owner_alone(tmp_path):
    var = tmp_path / "var"

    secret_key.make(var)
    made = (var / "secret_key").read_text()
    secret_key.make(var)

    assert secret_key.when_none_is_named("", var) == made
    assert len(made) == 50
    assert stat.S_IMODE((var / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in var.iterdir()] == ["secret_key"]


def test_secret_that_is_not_made_yet_passes_and_leaves_nothing(tmp_path):
    first, second = (secret_key.when_none_is_named("", tmp_path) for _ in range(2))

    assert first != second
    assert list(tmp_path.iterdir()) == []


def test_production_names_its_secret(tmp_path):
    secret_key.make(tmp_path)

    with pytest.raises(ImproperlyConfigured) as refused:
        secret_key.when_none_is_named("postgresql://db.example/hub", tmp_path)

    assert str(refused.value).startswith("SECRET_KEY is missing, and DATABASE_URL is set: ")
    assert str(refused.value).endswith("secrets.token_urlsafe(50))'")


def test_secret_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "secret_key").mkdir()

    with pytest.raises(ImproperlyConfigured) as refused:
        secret_key.when_none_is_named("", tmp_path)

    assert str(refused.value) == (
        f"{tmp_path / 'secret_key'} cannot be read: Is a directory. Run this as the account that "
        "made it, or name a folder of your own in VAR_DIR."
    )
