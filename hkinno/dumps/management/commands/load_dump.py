from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from hkinno.dumps.load import DumpError, load_dump
from hkinno.dumps.progress import ProgressBar


class Command(BaseCommand):
    help = "Import a dump into an empty registry."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="The folder that contains datapackage.json.")

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            count = load_dump(folder, ProgressBar())
        except (DumpError, DatabaseError) as error:
            raise CommandError(f"{error}\nNothing was loaded.") from error
        self.stdout.write(f"{count} rows loaded.")
