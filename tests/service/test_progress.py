import pytest

from hkinno.service.progress import step


@pytest.mark.parametrize(
    ("verbose", "lines"), [("", ["Working ..."]), ("1", ["Working ...", "  0.0 s"])]
)
def test_step_is_announced_and_timed_if_verbose(monkeypatch, verbose, lines):
    monkeypatch.setenv("VERBOSE", verbose)
    written = []

    with step("Working ...", written.append):
        pass

    assert written == lines
