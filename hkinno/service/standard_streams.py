"""Standard input and output of a command, which may be closed or of another encoding."""

from __future__ import annotations

import os
import sys


def use_utf8() -> None:
    """Run this process again in Python's UTF-8 mode, if the locale has another encoding.

    Names of files, the data and the output of commands are UTF-8.
    """
    if sys.getfilesystemencoding() != "utf-8":
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])


def open_closed_streams() -> None:
    """Let what reads or writes a closed stream read or write nothing, and use it for no file."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115


def discard_output() -> None:
    """Let nothing more be written to the standard output, which nobody reads any more."""
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
