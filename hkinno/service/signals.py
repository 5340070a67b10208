"""Signals that end a command."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator
from types import FrameType


@contextlib.contextmanager
def exit_on_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind the stack, as Ctrl-C does: a command leaves nothing behind."""

    def exit_with_signal(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    previous: dict[signal.Signals, Callable[..., None] | int | None] = {
        number: signal.signal(number, exit_with_signal)
        for number in (signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
