import os
from pathlib import Path

import pytest

from hkinno.service.postgres.account import Account, account_for
from hkinno.service.postgres.paths import ClusterPaths, cluster_paths, digest, socket_directory

SELF = Account(os.geteuid(), os.getegid(), "self", is_other=False)
STRANGER = Account(uid=54_321, gid=54_321, name="stranger", is_other=True)


def test_cluster_lies_in_the_folder_that_it_belongs_to():
    var = Path("/srv/hkinno/var")

    places = cluster_paths(var, SELF)

    assert places == ClusterPaths(home=var / "postgres", socket=var / "postgres" / "run")
    assert places.data == var / "postgres" / "data"


def test_socket_of_a_folder_with_a_blank_stays_in_it():
    assert cluster_paths(Path("/srv/the hub/var"), SELF).socket == Path(
        "/srv/the hub/var/postgres/run"
    )


@pytest.mark.parametrize("name", ["x" * 120, "香" * 40, "a,b"])
def test_socket_that_cannot_be_named_lies_in_a_short_folder(name):
    var = Path("/srv") / name / "var"

    places = cluster_paths(var, SELF)

    assert places.home == var / "postgres"
    assert places.socket == Path("/tmp") / f"hkinno-{digest(var / 'postgres')}"


def test_path_of_a_socket_has_at_most_102_bytes():
    longest = Path("/") / ("x" * 70) / "var"

    assert len(f"{longest}/postgres/run/.s.PGSQL.5432") == 102
    assert cluster_paths(longest, SELF).socket == longest / "postgres" / "run"
    one_more = Path("/") / ("x" * 71) / "var"
    assert cluster_paths(one_more, SELF).socket.parent == Path("/tmp")


def test_cluster_that_its_account_could_not_reach_lies_in_a_lasting_folder(tmp_path):
    tmp_path.chmod(0o700)
    var = tmp_path / "var"

    places = cluster_paths(var, STRANGER, persistent=Path("/lasting"))

    assert places.home == Path("/lasting") / digest(var)


def test_cluster_that_another_account_can_reach_stays_in_the_clone(folder):
    assert cluster_paths(folder / "var", STRANGER).home == folder / "var" / "postgres"


def test_two_folders_have_two_digests():
    assert digest(Path("/a")) != digest(Path("/b"))


def test_socket_folder_is_that_of_the_account_of_this_process(folder):
    account = account_for(os.geteuid(), os.environ)

    assert socket_directory(folder) == cluster_paths(folder, account).socket
