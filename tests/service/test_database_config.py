"""The databases that the environment names, and the options of their connections."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from hkinno.service import postgres
from hkinno.service.env import (
    connection_options,
    database_config,
    replica_configs,
)

VAR = Path("/srv/hkinno/var")


def test_connection_options_have_timeouts(monkeypatch):
    names = "STATEMENT_TIMEOUT LOCK_TIMEOUT IDLE_TIMEOUT CONNECT_TIMEOUT RESPONSE_TIMEOUT"
    for name in names.split():
        monkeypatch.delenv(name, raising=False)

    assert connection_options() == {
        "connect_timeout": 5,
        "tcp_user_timeout": 10_000,
        "response_timeout": 20.0,
        "options": "-c statement_timeout=15000 -c lock_timeout=5000"
        " -c idle_in_transaction_session_timeout=60000",
        "prepare_threshold": None,
    }


@pytest.mark.parametrize(
    ("variables", "seconds"),
    [
        ({"STATEMENT_TIMEOUT": "0"}, None),
        ({"STATEMENT_TIMEOUT": "1000"}, 6),
        ({"RESPONSE_TIMEOUT": "0"}, None),
        ({"STATEMENT_TIMEOUT": "0", "RESPONSE_TIMEOUT": "3000"}, 3),
    ],
)
def test_response_timeout_follows_the_statement_timeout(monkeypatch, variables, seconds):
    monkeypatch.delenv("STATEMENT_TIMEOUT", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert connection_options()["response_timeout"] == seconds


def test_database_is_the_embedded_one_by_default():
    assert database_config("", VAR, {"connect_timeout": 5}) == {
        "ENGINE": "hkinno.service.database_backend",
        "NAME": "hkinno",
        "USER": "hkinno",
        "HOST": str(postgres.socket_directory(VAR)),
        "OPTIONS": {"connect_timeout": 5},
    }


def test_database_url_is_parsed():
    assert database_config(
        "postgresql://me:p%40ss@db.example:6432/hub", VAR, {"connect_timeout": 5}
    ) == {
        "ENGINE": "hkinno.service.database_backend",
        "NAME": "hub",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": 6432,
        "OPTIONS": {"connect_timeout": 5},
    }


def test_option_in_the_database_url_takes_precedence():
    url = "postgres://db.example/hub?connect_timeout=9&sslmode=require"

    assert database_config(url, VAR, {"connect_timeout": 5, "tcp_user_timeout": 1})["OPTIONS"] == {
        "connect_timeout": 9,
        "tcp_user_timeout": 1,
        "sslmode": "require",
    }


@pytest.mark.parametrize(
    "invalid_value",
    [
        "mysql://me:secret@db.example/hub",
        "postgresql:me:secret",
        "me:secret@db.example",
        "postgresql://me:secret@db.example",
        "postgresql://me:secret@db.example:port/hub",
    ],
)
def test_invalid_database_url_is_rejected_without_showing_it(invalid_value):
    with pytest.raises(ImproperlyConfigured) as error:
        database_config(invalid_value, VAR, {})

    assert str(error.value) == (
        "DATABASE_URL is not the URL of a PostgreSQL database. The format is "
        "postgresql://user:password@host:5432/name, with characters other than letters, digits "
        "and -._~ percent-encoded."
    )


def test_unknown_option_in_the_database_url_is_rejected():
    with pytest.raises(ImproperlyConfigured) as error:
        database_config("postgresql://db.example/hub?colour=red&sslmode=require", VAR, {})

    assert str(error.value) == "DATABASE_URL has options that libpq does not know: colour."


def test_replicas_are_separated_by_commas_or_blanks():
    urls = "postgresql://a.example/hub, postgresql://b.example/hub\npostgresql://c.example/hub"
    configs = replica_configs(urls, VAR, {"connect_timeout": 5})

    assert list(configs) == ["replica1", "replica2", "replica3"]
    assert [config["HOST"][0] for config in configs.values()] == ["a", "b", "c"]
    assert configs["replica1"]["OPTIONS"] == {"connect_timeout": 5}
    assert replica_configs("", VAR, {}) == {}


def test_invalid_replica_is_rejected_by_the_name_of_its_variable():
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_REPLICA_URLS is not the URL"):
        replica_configs("postgresql://a.example/hub,b.example", VAR, {})


def test_pooler_is_sent_no_settings_of_a_session():
    url = "postgresql://db.example/hub?pool_mode=transaction"

    assert database_config(url, VAR, {"options": "-c lock_timeout=1"})["OPTIONS"] == {
        "options": "",
        "pool_mode": "transaction",
    }


def test_unknown_pool_mode_is_rejected():
    with pytest.raises(ImproperlyConfigured, match=r"pool_mode=statement\. It must be one of"):
        database_config("postgresql://db.example/hub?pool_mode=statement", VAR, {})
