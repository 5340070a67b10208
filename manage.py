#!/usr/bin/env python3
"""Runs a Django command, with the embedded PostgreSQL if the command needs a database."""

import os
import signal
import sys
from pathlib import Path

# Python leaves it out if PYTHONSAFEPATH is set.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError, OperationalError

from hkinno.service.embedded_database import run_embedded_database
from hkinno.service.env import ignore_foreign_variables
from hkinno.service.memory_limit import require_address_space
from hkinno.service.postgres import PostgresError
from hkinno.service.signals import exit_on_signals
from hkinno.service.standard_streams import discard_output, open_closed_streams, use_utf8

INSUFFICIENT_PRIVILEGE = "42501"


def main() -> None:
    """Run a Django command; errors of the environment end with a message, not a traceback."""
    use_utf8()
    open_closed_streams()
    ignore_foreign_variables(os.environ)
    is_service = sys.argv[1:2] == ["serve"]
    if not is_service:
        # Statement timeouts are for requests, not for commands.
        os.environ.setdefault("STATEMENT_TIMEOUT", "0")
    try:
        if is_service:
            require_address_space()
        with exit_on_signals(), run_embedded_database(sys.argv[1:], os.environ):
            execute_from_command_line(sys.argv)
        sys.stdout.flush()
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:
        discard_output()
        sys.exit(128 + signal.SIGPIPE)  # as a program that does not ignore the signal
    except MemoryError:
        sys.exit("There is not enough memory for this command.")
    except (ImproperlyConfigured, PostgresError, EOFError, OSError, DatabaseError) as error:
        if not (message := message_about(error)):
            raise
        sys.exit(message)


def message_about(error: Exception) -> str:
    """A sentence for who runs a command; empty if the code is to blame, and not the environment."""
    if isinstance(error, EOFError):
        return "This command asks a question, and the standard input has ended."
    if isinstance(error, OSError):
        if error.filename is None or "--traceback" in sys.argv:
            return ""
        return f"Cannot use {error.filename}: {error.strerror}."
    if isinstance(error, DatabaseError):
        is_known = is_caused_by_environment(error)
        return f"The database refused this command: {error}" if is_known else ""
    return str(error)


def is_caused_by_environment(error: DatabaseError) -> bool:
    """Whether it is about the server, the network, or privileges, and not about the code."""
    is_privilege = getattr(error.__cause__, "sqlstate", None) == INSUFFICIENT_PRIVILEGE
    return is_privilege or isinstance(error, OperationalError)


if __name__ == "__main__":
    main()
