import re
import socket

import pytest
from django.core.management import CommandError

from hkinno.service.web_server import reserved_port, visitor_url


def test_wsgi_application_can_be_imported():
    from hkinno.wsgi import application

    assert callable(application)


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_port_in_use_is_rejected_with_a_suggestion():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        probe.listen()
        port = probe.getsockname()[1]
        with pytest.raises(CommandError) as error, reserved_port("127.0.0.1", port):
            pass

    assert str(error.value) == (
        f"Port {port} on 127.0.0.1 is already in use. Stop the program that uses it, "
        f"or choose another port: make run PORT={port + 1}"
    )


def test_port_cannot_be_reserved_twice(free_port):
    with (
        reserved_port("127.0.0.1", free_port, "linux"),
        pytest.raises(CommandError),
        reserved_port("127.0.0.1", free_port, "linux"),
    ):
        pass


def test_port_is_checked_but_not_held_on_macos(free_port):
    with (
        reserved_port("127.0.0.1", free_port, "darwin"),
        reserved_port("127.0.0.1", free_port, "darwin"),
    ):
        pass


def test_address_of_another_machine_is_rejected():
    with pytest.raises(CommandError) as error, reserved_port("192.0.2.1", 8000):
        pass

    assert re.match("Cannot listen on HOST '192.0.2.1' and PORT 8000: ", str(error.value))


def test_ipv6_port_cannot_be_reserved_twice(free_port):
    with (
        reserved_port("::1", free_port),
        pytest.raises(CommandError),
        reserved_port("::1", free_port),
    ):
        pass


@pytest.mark.parametrize(
    ("host", "public_url", "url"),
    [
        ("127.0.0.1", "", "http://127.0.0.1:8000"),
        ("0.0.0.0", "", "http://127.0.0.1:8000"),
        ("::", "", "http://[::1]:8000"),
        ("10.0.0.1", "https://hkinno.example", "https://hkinno.example"),
    ],
)
def test_visitor_url_can_be_opened_in_a_browser(host, public_url, url):
    assert visitor_url(host, 8000, public_url) == url
