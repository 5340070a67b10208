from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hkinno.service.backups.dump import back_up


class Command(BaseCommand):
    help = "Write a backup of the whole database, while the service runs (docs/operating.md)."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The file to write, readable by its owner.")
        parser.add_argument("--force", action="store_true", help="Replace the file if it exists.")

    def handle(self, *, file: Path, force: bool, **options: Any) -> None:
        manifest = back_up(file, force=force)
        self.stdout.write(
            f"{file}: revision {manifest.revision}, {sum(manifest.rows.values())} rows in "
            f"{len(manifest.rows)} tables, {file.stat().st_size} bytes."
        )
