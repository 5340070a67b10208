"""The configuration files of a cluster, as they are filled in."""

import re
import shutil
import stat

import pytest
import yaml

from deploy.cluster import configuration
from deploy.cluster.configuration import Layout, fill_in, variables, write_configuration
from tests.deploy.programs import PROGRAMS


@pytest.mark.parametrize("name", configuration.SHARED)
def test_templates_have_no_variable_without_a_value(name, values):
    assert not re.search(r"\$\{?[A-Z]", fill_in(name, values))


def test_variable_without_a_value_is_an_error(values):
    with pytest.raises(KeyError, match="NODE"):
        fill_in("patroni.yml", values)


def test_variables_of_nginx_are_left_alone(values):
    assert "proxy_cache_key $scheme$http_host$request_uri;" in fill_in("nginx.conf", values)


def test_every_node_has_files_that_only_its_account_can_read(layout, values):
    write_configuration(layout, values)

    for node in (1, 2, 3):
        folder = layout.folder / f"node{node}"
        patroni = yaml.safe_load((folder / "patroni.yml").read_text())
        etcd = yaml.safe_load((folder / "etcd.yml").read_text())
        assert patroni["name"] == etcd["name"] == f"node{node}"
        assert patroni["postgresql"]["connect_address"] == f"127.0.30.{node}:5432"
        assert f"127.0.30.{node}:2379" in etcd["advertise-client-urls"]
        assert stat.S_IMODE((folder / "patroni.yml").stat().st_mode) == 0o600
    assert values["DATABASE_PASSWORD"] in (layout.folder / "userlist.txt").read_text()


def test_acknowledged_writes_are_on_two_nodes(values):
    patroni = yaml.safe_load(fill_in("patroni.yml", values | {"NODE": "1"}))

    settings = patroni["bootstrap"]["dcs"]

    assert settings["synchronous_mode"] is settings["synchronous_mode_strict"] is True
    assert settings["postgresql"]["use_pg_rewind"] is True
    assert settings["ttl"] >= settings["loop_wait"] + 2 * settings["retry_timeout"]


def test_options_of_initdb_are_strings(values):
    """Patroni takes no numbers."""
    patroni = yaml.safe_load(fill_in("patroni.yml", values | {"NODE": "1"}))

    options = patroni["bootstrap"]["initdb"]

    for option in options:
        for value in option.values() if isinstance(option, dict) else [option]:
            assert isinstance(value, str)


def test_processes_that_refuse_root_run_as_an_account(layout):
    layout = Layout(layout.folder, account="nobody", enter_node="ip netns exec node%(process_num)d")

    values = variables(layout, PROGRAMS)

    enter = "/usr/bin/setpriv --reuid=nobody --regid=nobody --init-groups"
    assert values["ENTER"] == enter
    assert values["ENTER_NODE"] == f"ip netns exec node%(process_num)d {enter}"
    assert fill_in("supervisord.conf", values).count(enter) == 4


def test_files_belong_to_the_account(layout, values, monkeypatch):
    owners = []
    monkeypatch.setattr(shutil, "chown", lambda path, owner: owners.append((path.name, owner)))

    write_configuration(Layout(layout.folder, account="nobody"), values)

    assert ("patroni.yml", "nobody") in owners
    assert ("cluster", "nobody") in owners


def test_addresses_are_those_of_the_templates(layout, values):
    addresses = layout.addresses()

    assert len(addresses) == 19
    elsewhere = Layout(layout.folder, layout.network, enter_node="ip netns exec").addresses()
    assert addresses.items() > elsewhere.items()
    listening = {
        "haproxy.cfg": r"bind (\S+):(\d+)",
        "nginx.conf": r"listen (\S+):(\d+)",
        "pgbouncer.ini": r"listen_addr = (\S+)\nlisten_port = (\d+)",
    }
    for name, pattern in listening.items():
        for host, port in re.findall(pattern, fill_in(name, values)):
            assert (host, int(port)) in addresses
