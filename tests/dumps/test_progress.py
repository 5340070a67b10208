"""The progress of a command, in a terminal and in a log."""

from io import StringIO

from hkinno.dumps.progress import ProgressBar


class Terminal(StringIO):
    def isatty(self):
        return True


def test_terminal_shows_a_bar_for_each_step():
    bar = ProgressBar(terminal := Terminal())

    bar("Loading labs", 0.5)
    bar("Loading labs", 1)
    bar("Checking", 0)

    first, second = terminal.getvalue().split("\n")
    assert first.split("\r")[1:] == [
        f"{'Loading labs':<30} [{'#' * 15}{'.' * 15}]  50%",
        f"{'Loading labs':<30} [{'#' * 30}] 100%",
    ]
    assert second == f"\r{'Checking':<30} [{'.' * 30}]   0%"


def test_log_has_a_line_for_each_step():
    bar = ProgressBar(log := StringIO())

    bar("Loading labs", 0)
    bar("Loading labs", 0.5)
    bar("Checking", 0)

    assert log.getvalue() == "Loading labs ...\nChecking ...\n"
