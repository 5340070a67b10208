import pytest
from django.core.exceptions import ImproperlyConfigured

from hkinno.service.env import (
    boolean,
    installed_apps,
    integer,
    networks,
    public_url,
    split_list,
)


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
