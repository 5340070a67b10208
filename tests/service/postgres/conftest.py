import pytest

from hkinno.service.postgres.configuration import DISPOSABLE
from hkinno.service.postgres.shared_cluster import cluster_for


@pytest.fixture
def cluster(folder):
    """A cluster that is not made yet, in a folder with a blank, and stopped at the end."""
    made = cluster_for(folder / "the var", DISPOSABLE)
    yield made
    made.stop()
