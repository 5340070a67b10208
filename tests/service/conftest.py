import pytest

from hkinno.service.postgres.configuration import DISPOSABLE
from hkinno.service.postgres.shared_cluster import cluster_for


@pytest.fixture
def cluster(folder):
    """A cluster to be created in a folder with a space in its name; stopped at the end."""
    new_cluster = cluster_for(folder / "the var", DISPOSABLE)
    yield new_cluster
    new_cluster.stop()
