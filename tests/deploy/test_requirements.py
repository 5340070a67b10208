"""What `make cluster` needs, and says if it is missing."""

import errno
import os
import socket

import pytest

from deploy.cluster import requirements
from deploy.cluster.requirements import RequirementError, find_programs, require_free


def test_missing_programs_are_named_with_their_packages(tmp_path):
    for name in requirements.PACKAGES:
        (tmp_path / name).touch(mode=0o755)
    assert find_programs([str(tmp_path)])["etcd"] == str(tmp_path / "etcd")
    for name in ("etcd", "nginx"):
        (tmp_path / name).unlink()

    with pytest.raises(RequirementError) as error:
        find_programs([str(tmp_path)])

    assert str(error.value) == (
        "Not found: etcd, nginx. On Debian or Ubuntu, install with\n  apt install etcd-server nginx"
    )


def test_newest_postgresql_is_preferred(tmp_path):
    for name in ("9", "15", "17", "other"):
        (tmp_path / name / "bin").mkdir(parents=True)

    directories = requirements.postgres_directories(tmp_path)

    assert directories == [str(tmp_path / name / "bin") for name in ("17", "15", "9")]


def test_account_is_needed_by_root_only(no_account, monkeypatch):
    assert requirements.account() is None

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(requirements, "ACCOUNT", "nobody")
    assert requirements.account() == "nobody"

    monkeypatch.setattr(requirements, "ACCOUNT", "no-such-account")
    with pytest.raises(RequirementError, match="there is no account no-such-account"):
        requirements.account()


def test_address_in_use_is_named():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]

        with pytest.raises(RequirementError) as error:
            require_free({("127.0.0.1", port): "nginx", ("192.0.2.1", 8000): "web process 1"})

    in_use, unavailable, *advice = str(error.value).splitlines()
    assert in_use == f"127.0.0.1:{port} (nginx): the port is in use"
    assert unavailable == (
        f"192.0.2.1:8000 (web process 1): {os.strerror(errno.EADDRNOTAVAIL).lower()}"
    )
    assert advice[-1] == "  make cluster PORT=8081 NETWORK=127.0.21"
    require_free({("127.0.0.1", port): "nginx"})
