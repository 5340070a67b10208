"""The service with the committed fixtures, as clients see it."""

import pytest

from tests.live_service import live_service


@pytest.fixture(scope="session")
def api():
    """The root URL of the API of a running service, which ends with a slash."""
    with live_service() as service:
        yield f"http://127.0.0.1:{service.port}/api/v1/"
