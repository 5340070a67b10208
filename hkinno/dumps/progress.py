"""Shows how far a command is: a bar in a terminal, a line for each step elsewhere."""

import sys
from typing import TextIO

WIDTH = 30  # characters of the bar


class ProgressBar:
    """Called with the name of a step and the share of it that is done, 0 to 1."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        self.step = ""

    def __call__(self, step: str, share: float) -> None:
        if self.stream.isatty():
            self.draw(step, share)
        elif step != self.step:
            self.stream.write(f"{step} ...\n")
        self.step = step

    def draw(self, step: str, share: float) -> None:
        line_break = "\n" if self.step and step != self.step else ""
        bar = ("#" * round(share * WIDTH)).ljust(WIDTH, ".")
        self.stream.write(f"{line_break}\r{step:<30} [{bar}] {share:4.0%}")
        self.stream.flush()
