"""Errors of the embedded PostgreSQL."""


class PostgresError(Exception):
    """The embedded PostgreSQL is not available; the message says why and what to do."""
