#!/usr/bin/env python3
"""Runs a Django command, with the embedded PostgreSQL beneath it where one is needed."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from hkinno.service.embedded_database import database_for
from hkinno.service.postgres import PostgresError


def main() -> None:
    """Run the command that the arguments name; a fault of the machine is a sentence, no trace."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hkinno.settings")
    if sys.argv[1:2] != ["serve"]:
        # A request is cut off; a command may take the time that it needs.
        os.environ.setdefault("STATEMENT_TIMEOUT", "0")
    try:
        with database_for(sys.argv[1:], os.environ):
            execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, PostgresError) as fault:
        sys.exit(f"{fault}")


if __name__ == "__main__":
    main()
