"""Who sent a request: the peer, or whom a trusted proxy names."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address

Network = IPv4Network | IPv6Network


def resolve_client_address(peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """The address of the client.

    Addresses of X-Forwarded-For are read from the right, as each proxy appends the one before it,
    and only as far as they come from a trusted proxy.
    """
    address = peer
    for hop in reversed(forwarded_for.split(",")):
        if not (is_in(address, trusted) and is_address(hop.strip())):
            break
        address = hop.strip()
    return address


def is_in(address: str, networks: Sequence[Network]) -> bool:
    return is_address(address) and any(ip_address(address) in network for network in networks)


def is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def client_key(address: str) -> str:
    """What limits count as one client: an IPv4 address, or the /64 of an IPv6 address."""
    if ":" in address and is_address(address):
        return str(IPv6Network((address, 64), strict=False))
    return address
