"""The folder of the dumps, for each test its own."""

import pytest


@pytest.fixture
def place(tmp_path, settings):
    settings.DUMP_DIR = tmp_path / "dumps"
    return settings.DUMP_DIR
