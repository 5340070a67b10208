#!/usr/bin/env python3
"""Runs a Django command, with the embedded PostgreSQL if the command needs a database."""

import os
import sys
from pathlib import Path

# Python leaves it out if PYTHONSAFEPATH is set.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError, OperationalError

from hkinno.service.embedded_database import run_embedded_database
from hkinno.service.env import ignore_foreign_variables
from hkinno.service.postgres import PostgresError

INSUFFICIENT_PRIVILEGE = "42501"


def main() -> None:
    """Run a Django command; configuration errors end with a message, not a traceback."""
    ignore_foreign_variables(os.environ)
    if sys.argv[1:2] != ["serve"]:
        # Statement timeouts are for requests, not for commands.
        os.environ.setdefault("STATEMENT_TIMEOUT", "0")
    try:
        with run_embedded_database(sys.argv[1:], os.environ):
            execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, PostgresError) as error:
        sys.exit(f"{error}")
    except OSError as error:
        if error.filename is None or "--traceback" in sys.argv:
            raise
        sys.exit(f"Cannot use {error.filename}: {error.strerror}.")
    except DatabaseError as error:
        if not is_caused_by_environment(error):
            raise
        sys.exit(f"The database refused this command: {error}")


def is_caused_by_environment(error: DatabaseError) -> bool:
    """Whether it is about the server, the network, or privileges, and not about the code."""
    is_privilege = getattr(error.__cause__, "sqlstate", None) == INSUFFICIENT_PRIVILEGE
    return is_privilege or isinstance(error, OperationalError)


if __name__ == "__main__":
    main()
