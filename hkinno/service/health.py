"""What prevents the service from answering requests."""

from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from hkinno.api.errors.field_errors import FieldError
from hkinno.fixtures.models import FixtureLoad
from hkinno.registry.models import Record


def readiness_errors() -> list[FieldError]:
    """The first reason why the service is not ready; empty if it is."""
    try:
        if has_unapplied_migrations():
            return [FieldError("unapplied-migrations", _("The database has unapplied migrations."))]
        if not (FixtureLoad.objects.exists() or Record.objects.published().exists()):
            return [FieldError("no-data", _("No data has been loaded."))]
    except (OperationalError, InterfaceError):
        return [FieldError("database-unavailable", _("The database cannot be reached."))]
    return []


def has_unapplied_migrations() -> bool:
    """Whether the tables are older than the code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
