"""What the service still waits for before it can answer."""

from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from hkinno.api.errors.field_errors import FieldError
from hkinno.registry.models import FixtureLoad, Record


def missing() -> list[FieldError]:
    """The first thing that is missing, as the next cannot be known without it; or nothing."""
    try:
        if has_migrations_to_run():
            return [FieldError("unapplied-migrations", _("The database has unapplied migrations."))]
        if not (FixtureLoad.objects.exists() or Record.objects.published().exists()):
            return [FieldError("no-data", _("No data has been loaded."))]
    except (OperationalError, InterfaceError):
        return [FieldError("database-unavailable", _("The database cannot be reached."))]
    return []


def has_migrations_to_run() -> bool:
    """Whether the tables are older than the code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
