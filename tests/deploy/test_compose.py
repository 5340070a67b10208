"""docker-compose.cluster.yml and docker-compose.yml, as far as no Docker engine is needed."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.test_docker import ROOT, environment_variables

FILES = ["docker-compose.yml", "docker-compose.cluster.yml"]
CLUSTER = yaml.safe_load((ROOT / FILES[1]).read_text())
VARIABLE = re.compile(r"\$\{(\w+)(:?[-?])?")
DOCKER = shutil.which("docker-compose")


def cluster_components() -> dict[str, dict]:
    """The services of the cluster's compose file that fill in a template, by name."""
    return {name: part for name, part in CLUSTER["services"].items() if "command" in part}


@pytest.mark.parametrize("name", sorted(cluster_components()))
def test_container_of_the_cluster_gets_the_variables_of_its_templates(name):
    service = CLUSTER["services"][name]
    image = (ROOT / service["build"]["dockerfile"]).read_text()
    provided = set(service["environment"]) | set(re.findall(r"([A-Z_]+)=", image))
    folder = ROOT / "deploy" / "cluster"
    files = [*folder.glob(f"{service['command']}.*")]
    files += [folder / "userlist.txt"] if service["command"] == "pgbouncer" else []

    used = {*re.findall(r"\$\{([A-Z_]+)\}", "".join(file.read_text() for file in files))}

    assert files
    assert used <= provided


def test_containers_of_the_cluster_have_the_addresses_of_the_templates():
    addresses = {
        name: service["networks"]["cluster"]["ipv4_address"]
        for name, service in CLUSTER["services"].items()
        if "networks" in service
    }

    hosts = {name: address.removeprefix("10.20.20.") for name, address in addresses.items()}
    nodes = {f"etcd{number}": str(number) for number in (1, 2, 3)}
    assert hosts == nodes | {"haproxy": "10", "web1": "11", "web2": "12", "nginx": "20"}
    shared = {n: s["network_mode"] for n, s in CLUSTER["services"].items() if "network_mode" in s}
    assert shared == {
        **{f"node{number}": f"service:etcd{number}" for number in (1, 2, 3)},
        "pgbouncer": "service:haproxy",
    }


def test_web_processes_of_the_cluster_set_only_known_variables():
    assert set(CLUSTER["services"]["web1"]["environment"]) <= environment_variables()


@pytest.mark.parametrize("component", ["etcd", "patroni", "pgbouncer", "haproxy", "nginx"])
def test_container_becomes_its_component(component, tmp_path):
    programs, folder = tmp_path / "bin", tmp_path / "data"
    programs.mkdir()
    folder.mkdir()
    # Stands for gettext's, which not every machine has.
    (programs / "envsubst").write_text("#!/bin/sh\nexec cat\n")
    (programs / component).write_text('#!/bin/sh\necho "$@"\n')
    for program in programs.iterdir():
        program.chmod(0o755)
    variables = {"FOLDER": str(folder), "PROJECT": str(ROOT), "NODE": "1"}

    printed = subprocess.check_output(
        ["sh", "deploy/cluster/start.sh", component],
        cwd=ROOT,
        env=variables | {"PATH": f"{programs}:{os.environ['PATH']}"},
        text=True,
    )

    (file,) = [word for word in printed.split() if word.startswith(str(folder))]
    template = ROOT / "deploy" / "cluster" / Path(file).name
    assert Path(file).read_text() == template.read_text()


@pytest.mark.parametrize("name", FILES)
def test_every_variable_has_a_default_or_is_explained(name):
    text = (ROOT / name).read_text()
    comment = text[: text.index("services:" if name == FILES[0] else "x-component:")]
    required = {match[1] for match in re.finditer(r"\$\{(\w+):\?", text)}

    for variable, operator in VARIABLE.findall(text):
        assert variable in required or operator == ":-"
    for variable in required:
        assert variable in comment


@pytest.mark.parametrize("name", FILES)
def test_files_and_volumes_exist(name):
    compose = yaml.safe_load((ROOT / name).read_text())

    used = set()
    for service in compose["services"].values():
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            if source.startswith("."):
                assert (ROOT / source).is_file()
            else:
                used.add(source)
        if build := service.get("build"):
            dockerfile = ROOT / build["context"] / build.get("dockerfile", "Dockerfile")
            for source in re.findall(r"^COPY (?!--from)(\S+) ", dockerfile.read_text(), re.M):
                assert (ROOT / source).exists()
    assert used == set(compose["volumes"])


@pytest.mark.skipif(DOCKER is None, reason="docker-compose is not installed")
@pytest.mark.parametrize("name", FILES)
def test_docker_compose_accepts_the_file_and_asks_for_secrets(name):
    text = (ROOT / name).read_text()
    secrets = dict.fromkeys(re.findall(r"\$\{(\w+):\?", text), "secret")
    command = [DOCKER, "--file", name, "config"]
    environment = {"PATH": os.environ["PATH"], "COMPOSE_ENV_FILES": os.devnull}

    accepted = subprocess.run(
        command, cwd=ROOT, env=environment | secrets, capture_output=True, text=True, check=True
    )
    refused = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    services = yaml.safe_load(accepted.stdout)["services"]
    assert set(services) == set(yaml.safe_load(text)["services"])
    assert refused.returncode != 0
    assert re.search(r"set [A-Z_]+", refused.stderr)
