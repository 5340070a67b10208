"""The start of a process that takes part in a command. No model can be imported before."""

from typing import Any

import django
from django.db import connections

ADDRESS = ("HOST", "PORT", "NAME", "USER", "PASSWORD")


def address_of(connection: Any) -> dict[str, Any]:
    """The settings that lead to the database of a connection."""
    return {key: connection.settings_dict[key] for key in ADDRESS}


def set_up(address: dict[str, Any]) -> None:
    """Load the apps, and use the database of the command."""
    django.setup()
    connections.settings["default"].update(address)
