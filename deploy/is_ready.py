"""A health check: exits with 0 if the service on this machine is ready, else with 1."""

from __future__ import annotations

import os
import sys
import urllib.request

TIMEOUT_SECONDS = 4


def is_ready(port: str) -> bool:
    """Whether `/readyz` of the service on `port` returns 200."""
    try:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{port}/readyz", timeout=TIMEOUT_SECONDS
        ) as response:
            return bool(response.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(not is_ready(os.environ.get("PORT") or "8000"))
