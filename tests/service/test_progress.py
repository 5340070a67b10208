import pytest

from hkinno.service.progress import step


@pytest.mark.parametrize(
    ("verbose", "lines"), [("", ["Working ..."]), ("1", ["Working ...", "  0.0 s"])]
)
def test_step_is_printed_and_timed_if_verbose(monkeypatch, verbose, lines):
    monkeypatch.setenv("VERBOSE", verbose)
    output = []

    with step("Working ...", output.append):
        pass

    assert output == lines
