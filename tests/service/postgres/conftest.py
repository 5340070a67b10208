import pytest

from hkinno.service.postgres.configuration import THROW_AWAY
from hkinno.service.postgres.shared_cluster import cluster_in


@pytest.fixture
def cluster(folder):
    """A cluster that is not made yet, in a folder with a blank, and stopped at the end."""
    made = cluster_in(folder / "the var", THROW_AWAY)
    yield made
    made.stop()
