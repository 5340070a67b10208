"""A health check: exits with 0 if the service on this machine is ready, else with 1."""

from __future__ import annotations

import contextlib
import http.client
import os
import sys

TIMEOUT_SECONDS = 4


LOOPBACK = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}


def is_ready(port: str, host: str = "") -> bool:
    """Whether `/readyz` of the service that listens on `host` and `port` returns 200.

    The request goes to that address itself, whatever proxies the environment names.
    """
    address = LOOPBACK.get(host, host)
    connection = http.client.HTTPConnection(address, int(port), timeout=TIMEOUT_SECONDS)
    try:
        with contextlib.closing(connection):
            # A host name that the service always accepts.
            connection.request("GET", "/readyz", headers={"Host": "localhost"})
            return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False


if __name__ == "__main__":
    sys.exit(not is_ready(os.environ.get("PORT") or "8000", os.environ.get("HOST", "")))
