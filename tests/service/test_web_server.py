import re
import socket

import pytest
from django.core.management import CommandError

from hkinno.service.web_server import reserved_port, visitor_url


def test_application_is_what_a_server_loads():
    from hkinno.wsgi import application

    assert callable(application)


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_port_that_is_taken_is_refused_with_what_to_do():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError) as refused, reserved_port("127.0.0.1", port):
            pass

    assert str(refused.value) == (
        f"Port {port} on 127.0.0.1 is already in use. Stop the program that uses it, "
        f"or choose another port: make run PORT={port + 1}"
    )


def test_two_services_that_start_at_once_do_not_share_a_port(free_port):
    with (
        reserved_port("127.0.0.1", free_port, "linux"),
        pytest.raises(CommandError),
        reserved_port("127.0.0.1", free_port, "linux"),
    ):
        pass


def test_port_is_only_tried_where_it_cannot_be_held(free_port):
    with (
        reserved_port("127.0.0.1", free_port, "darwin"),
        reserved_port("127.0.0.1", free_port, "darwin"),
    ):
        pass


def test_address_that_is_not_of_this_machine_is_refused():
    with pytest.raises(CommandError) as refused, reserved_port("192.0.2.1", 8000):
        pass

    assert re.match("Cannot listen on HOST '192.0.2.1' and PORT 8000: ", str(refused.value))


def test_address_of_the_newer_internet_protocol_can_be_held(free_port):
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
def test_address_is_one_that_a_visitor_can_open(host, public_url, url):
    assert visitor_url(host, 8000, public_url) == url
