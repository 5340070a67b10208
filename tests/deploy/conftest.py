"""A layout of a cluster in a temporary folder."""

import os

import pytest

from deploy.cluster.configuration import Layout, variables
from tests.deploy.programs import PROGRAMS


@pytest.fixture
def layout(tmp_path):
    folder = tmp_path / "cluster"
    folder.mkdir()
    return Layout(folder, network="127.0.30")


@pytest.fixture
def values(layout):
    return variables(layout, PROGRAMS)


@pytest.fixture
def no_account(monkeypatch):
    """As an account other than root, whichever this one is."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
