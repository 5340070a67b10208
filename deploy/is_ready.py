"""For a health check: exit status 0 when the service on this machine is ready, else 1."""

from __future__ import annotations

import os
import sys
import urllib.request

SECONDS = 4


def is_ready(port: str) -> bool:
    """Whether the service on `port` says that it is ready to answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=SECONDS) as answer:
            return answer.status == 200
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(not is_ready(os.environ.get("PORT") or "8000"))
