from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from hkinno.service import postgres
from hkinno.service.env import (
    boolean,
    connection_options,
    database_config,
    installed_apps,
    integer,
    networks,
    public_url,
    replica_configs,
    split_list,
)

VAR = Path("/srv/hkinno/var")


def test_integer_is_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("PORT", "8123")

    assert integer("PORT", 8000, minimum=1, maximum=65_535) == 8123


@pytest.mark.parametrize(
    ("text", "value"), [("", True), ("1", True), ("On", True), ("FALSE", False), ("no", False)]
)
def test_boolean_is_read_from_the_environment(monkeypatch, text, value):
    monkeypatch.setenv("STORE_DOCUMENTS", text)

    assert boolean("STORE_DOCUMENTS", default=True) is value


@pytest.mark.parametrize("text", ["flase", "enabled", "2", " "])
def test_other_word_is_no_boolean(monkeypatch, text):
    monkeypatch.setenv("ACCESS_LOG", text)

    with pytest.raises(ImproperlyConfigured, match=r"^ACCESS_LOG is .* must be one of true"):
        boolean("ACCESS_LOG", default=False)


@pytest.mark.parametrize("is_empty", [True, False])
def test_unset_integer_is_the_default(monkeypatch, is_empty):
    monkeypatch.delenv("PORT", raising=False)
    if is_empty:
        monkeypatch.setenv("PORT", "")

    assert integer("PORT", 8000) == 8000


@pytest.mark.parametrize("invalid_value", ["0", "65536", "http", "-1", "８０", "8e3", " 80"])
def test_invalid_integer_is_rejected_with_the_range(monkeypatch, invalid_value):
    monkeypatch.setenv("PORT", invalid_value)

    with pytest.raises(ImproperlyConfigured) as error:
        integer("PORT", 8000, minimum=1, maximum=65_535)

    assert str(error.value) == f"PORT is {invalid_value!r}. It must be an integer from 1 to 65535."


def test_list_has_no_empty_items():
    assert split_list(" a.example, ,b.example,") == ["a.example", "b.example"]
    assert split_list("") == []


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("", ""),
        ("https://hkinno.example", "https://hkinno.example"),
        ("http://hkinno.example:8080/", "http://hkinno.example:8080"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_public_url_has_no_trailing_slash(text, url):
    assert public_url(text) == url


@pytest.mark.parametrize(
    "invalid_value",
    [
        "hkinno.example",
        "ftp://hkinno.example",
        "https://",
        "https://hkinno.example/registry",
        "https://hkinno.example?a=b",
        "https://me@hkinno.example",
        "http://[::1",
        "http://hkinno.example:port",
    ],
)
def test_public_url_must_have_a_scheme_and_host_only(invalid_value):
    with pytest.raises(ImproperlyConfigured) as error:
        public_url(invalid_value)

    assert str(error.value) == (
        f"PUBLIC_URL is {invalid_value!r}. It must be a scheme and a host, as in https://hkinno.example."
    )


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


def test_extra_apps_have_to_be_installed():
    assert installed_apps("django.contrib.humanize, hkinno.seeds") == [
        "django.contrib.humanize",
        "hkinno.seeds",
    ]
    with pytest.raises(ImproperlyConfigured) as error:
        installed_apps("no_such_app.apps")

    assert str(error.value) == "EXTRA_APPS names 'no_such_app.apps', which is not installed."


def test_networks_are_addresses_and_ranges(monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8")

    assert [str(network) for network in networks("TRUSTED_PROXIES")] == [
        "127.0.0.1/32",
        "10.0.0.0/8",
    ]


def test_invalid_network_is_rejected(monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", "proxy.example")

    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES: 'proxy"):
        networks("TRUSTED_PROXIES")


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
