from ipaddress import ip_network

import pytest

from hkinno.service.asgi.client_address import client_key, resolve_client_address
from tests.service.asgi.clients import Client, asgi_application

PROXIES = [ip_network("127.0.0.1"), ip_network("10.0.0.0/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        ("192.0.2.1", "198.51.100.1", "192.0.2.1"),  # not from a proxy
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "forged, 198.51.100.1, 10.1.1.1", "198.51.100.1"),
        ("127.0.0.1", "forged", "127.0.0.1"),
        ("127.0.0.1", "10.1.1.1", "10.1.1.1"),
    ],
)
def test_client_is_whom_the_nearest_trusted_proxy_names(peer, forwarded_for, address):
    assert resolve_client_address(peer, forwarded_for, PROXIES) == address


def test_header_is_ignored_without_trusted_proxies():
    headers = [(b"x-forwarded-for", b"198.51.100.1"), (b"x-forwarded-for", b"198.51.100.2")]
    scope = Client(None, headers=headers, peer="127.0.0.1").scope

    assert asgi_application().address(scope) == "127.0.0.1"
    assert asgi_application(trusted_proxies=PROXIES).address(scope) == "198.51.100.2"


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("not:an:address", "not:an:address"),
    ],
)
def test_addresses_of_one_ipv6_network_are_one_client(address, key):
    assert client_key(address) == key
