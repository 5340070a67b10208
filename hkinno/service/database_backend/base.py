"""Django's backend for PostgreSQL, with a limit to the wait for the server's answer.

`OPTIONS` may have `response_timeout`, in seconds; without it there is none.
"""

from __future__ import annotations

from typing import Any, cast

from django.db.backends.postgresql import base

from hkinno.service.database_backend import driver
from hkinno.service.database_backend.driver import BoundedConnection

HEALTH_CHECK_SECONDS = 5.0


class DatabaseWrapper(base.DatabaseWrapper):
    Database = driver

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        params.pop("response_timeout", None)
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> BoundedConnection:
        connection: BoundedConnection = super().get_new_connection(conn_params)
        connection.response_timeout = self.settings_dict["OPTIONS"].get("response_timeout")
        return connection

    def is_usable(self) -> bool:
        """Whether a connection kept from an earlier request answers within a few seconds."""
        if self.connection is None:
            return False
        connection = cast(BoundedConnection, self.connection)
        limit = connection.response_timeout
        connection.response_timeout = limit and min(limit, HEALTH_CHECK_SECONDS)
        try:
            return super().is_usable()
        finally:
            connection.response_timeout = limit
