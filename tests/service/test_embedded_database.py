import importlib
import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from hkinno.service.embedded_database import needs_database, run_embedded_database, var_directory
from hkinno.service.postgres.postmaster import read_postmaster
from hkinno.service.postgres.shared_cluster import cluster_for


def test_var_directory_is_in_the_project_by_default():
    assert var_directory({}) == Path(__file__).resolve().parents[2] / "var"
    assert var_directory({"VAR_DIR": ""}) == var_directory({})


def test_var_directory_is_the_one_in_the_environment(tmp_path):
    assert var_directory({"VAR_DIR": str(tmp_path)}) == tmp_path


@pytest.mark.parametrize("name", ["香港 資料", "a'b\"c$d%e;f\\g", "wide\u3000space"])
def test_var_directory_may_have_any_printed_name(tmp_path, name):
    assert var_directory({"VAR_DIR": str(tmp_path / name)}) == tmp_path / name


@pytest.mark.parametrize("name", ["new\nline", "tab\t", "\udcff"])
def test_var_directory_that_postgresql_cannot_use_is_rejected(tmp_path, name):
    with pytest.raises(ImproperlyConfigured, match="must not contain line breaks"):
        var_directory({"VAR_DIR": str(tmp_path / name)})


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        ([], False),
        (["help"], False),
        (["migrate", "--help"], False),
        (["collectstatic", "--noinput"], False),
        (["check"], False),
        (["check", "--database", "default"], True),
        (["migrate"], True),
        (["a-command-of-tomorrow"], True),
    ],
)
def test_database_is_needed_except_by_commands_that_only_read_files(arguments, needed):
    assert needs_database(arguments) is needed


def test_database_runs_while_a_command_needs_it(folder):
    environment = {"VAR_DIR": str(folder)}

    with run_embedded_database(["migrate"], environment):
        assert read_postmaster(cluster_for(folder, {}).paths.data).status == "ready"

    assert read_postmaster(cluster_for(folder, {}).paths.data) is None
    assert (folder / "secret_key").is_file()


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [(["check"], {}), (["migrate"], {"DATABASE_URL": "postgresql://db.example/hub"})],
)
def test_database_is_not_started_if_not_needed(tmp_path, arguments, environment):
    with run_embedded_database(arguments, environment | {"VAR_DIR": str(tmp_path)}):
        assert os.listdir(tmp_path) == []


def test_import_of_manage_runs_no_command():
    assert callable(importlib.import_module("manage").main)
