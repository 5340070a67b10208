import os
from pathlib import Path

import pytest

from hkinno.service.postgres.account import Account, account_for
from hkinno.service.postgres.paths import ClusterPaths, cluster_paths, digest, socket_directory

SELF = Account(os.geteuid(), os.getegid(), "self", is_other=False)
OTHER_ACCOUNT = Account(uid=54_321, gid=54_321, name="stranger", is_other=True)


def test_cluster_is_in_the_var_directory():
    var = Path("/srv/hkinno/var")

    paths = cluster_paths(var, SELF)

    assert paths == ClusterPaths(home=var / "postgres", socket=var / "postgres" / "run")
    assert paths.data == var / "postgres" / "data"


def test_socket_can_be_in_a_folder_with_a_space():
    assert cluster_paths(Path("/srv/the hub/var"), SELF).socket == Path(
        "/srv/the hub/var/postgres/run"
    )


@pytest.mark.parametrize("name", ["x" * 120, "香" * 40, "a,b"])
def test_socket_with_an_unusable_path_is_in_a_temporary_folder(name):
    var = Path("/srv") / name / "var"

    paths = cluster_paths(var, SELF)

    assert paths.home == var / "postgres"
    assert paths.socket == Path("/tmp") / f"hkinno-{digest(var / 'postgres')}"


def test_path_of_a_socket_has_at_most_102_bytes():
    var = Path("/") / ("x" * 70) / "var"

    assert len(f"{var}/postgres/run/.s.PGSQL.5432") == 102
    assert cluster_paths(var, SELF).socket == var / "postgres" / "run"
    longer_var = Path("/") / ("x" * 71) / "var"
    assert cluster_paths(longer_var, SELF).socket.parent == Path("/tmp")


def test_inaccessible_cluster_is_in_the_persistent_folder(tmp_path):
    tmp_path.chmod(0o700)
    var = tmp_path / "var"

    paths = cluster_paths(var, OTHER_ACCOUNT, persistent=Path("/lasting"))

    assert paths.home == Path("/lasting") / digest(var)


def test_accessible_cluster_of_another_account_is_in_the_var_directory(folder):
    assert cluster_paths(folder / "var", OTHER_ACCOUNT).home == folder / "var" / "postgres"


def test_digests_of_different_folders_differ():
    assert digest(Path("/a")) != digest(Path("/b"))


def test_socket_directory_is_the_one_for_the_current_account(folder):
    account = account_for(os.geteuid(), os.environ)

    assert socket_directory(folder) == cluster_paths(folder, account).socket
