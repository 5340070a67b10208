"""An empty folder of dumps for every test."""

import pytest


@pytest.fixture
def folder(tmp_path, settings):
    settings.DUMP_DIR = tmp_path / "dumps"
    return settings.DUMP_DIR
