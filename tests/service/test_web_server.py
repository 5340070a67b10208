import errno
import re
import socket
from io import StringIO

import pytest
from django.core.management import CommandError

from hkinno.service import web_server
from hkinno.service.management.commands.serve import Command
from hkinno.service.web_server import reserved_port, resolve, visitor_url


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


@pytest.mark.parametrize("host", ["224.0.0.1", "239.1.2.3", "255.255.255.255", "127.255.255.255"])
def test_address_that_nobody_can_connect_to_is_rejected(host, free_port):
    """The system lets a server listen there."""
    with pytest.raises(CommandError) as error, reserved_port(host, free_port):
        pass

    assert str(error.value) == (
        f"Cannot listen on HOST {host!r} and PORT {free_port}: [Errno 101] Network is unreachable. "
        "HOST must be an address of this machine, or 0.0.0.0 for all of them."
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "0.0.0.0", "::", "::ffff:127.0.0.1"])
def test_address_of_this_machine_is_accepted(host, free_port):
    with reserved_port(host, free_port):
        pass


def test_port_that_needs_privileges_is_rejected_with_a_suggestion(monkeypatch):
    def deny(reservation):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(web_server, "require_reachable", deny)
    with pytest.raises(CommandError) as error, reserved_port("127.0.0.1", 0):
        pass

    assert "Permission denied. Choose a PORT from 1024 on, with a proxy" in str(error.value)


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


@pytest.mark.parametrize(
    ("host", "address"),
    [("localhost", "127.0.0.1"), ("0.0.0.0", "0.0.0.0"), ("::1", "::1"), ("10.0.0.1", "10.0.0.1")],
)
def test_host_is_a_name_or_an_address(host, address):
    assert resolve(host) == address


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 70 + ".example"])
def test_unknown_host_is_rejected(host):
    with pytest.raises(CommandError) as error:
        resolve(host)

    assert str(error.value) == f"HOST is {host!r}, which is not an address of this machine."


@pytest.mark.parametrize(("host", "has_hint"), [("127.0.0.1", False), ("0.0.0.0", True)])
def test_service_for_other_machines_names_the_hosts_that_it_answers_to(host, has_hint, settings):
    settings.HOST, settings.PORT, settings.PUBLIC_URL = host, 8000, ""
    settings.ALLOWED_HOSTS = ["hkinno.example", "localhost"]
    output = StringIO()

    Command(stdout=output).announce()

    lines = output.getvalue().splitlines()
    hint = "Answers to these names only: hkinno.example, localhost. Add others to ALLOWED_HOSTS."
    assert lines[:2] == [
        "Website   http://127.0.0.1:8000/",
        "API       http://127.0.0.1:8000/api/v1/",
    ]
    assert (hint in lines) is has_hint
    assert lines[-1] == "Press Ctrl-C to stop."
