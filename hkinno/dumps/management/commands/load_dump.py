from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from hkinno.dumps.load import DumpError, load


class Command(BaseCommand):
    help = "Load a dump of the public registry into an empty one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="The folder with its datapackage.json.")

    def handle(self, *, folder: Path, **options) -> None:
        try:
            count = load(folder)
        except (DumpError, DatabaseError) as fault:
            raise CommandError(f"{fault}\nNothing was loaded.") from fault
        self.stdout.write(f"{count} rows loaded.")
