from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hkinno.service.backups.restore import restore
from hkinno.service.health import has_unapplied_migrations


class Command(BaseCommand):
    help = "Restore a backup into an empty database. Restore only files that you trust."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="A file written by `manage.py backup`.")
        parser.add_argument(
            "--replace", action="store_true", help="First drop everything in the database."
        )

    def handle(self, *, file: Path, replace: bool, **options: Any) -> None:
        manifest = restore(file, replace=replace)
        self.stdout.write(
            f"Restored revision {manifest.revision} of {manifest.created_at}: "
            f"{sum(manifest.rows.values())} rows in {len(manifest.rows)} tables."
        )
        if has_unapplied_migrations():
            self.stdout.write("This version has newer migrations: run `manage.py migrate`.")
