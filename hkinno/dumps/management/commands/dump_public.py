from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from hkinno.dumps.storage import publish
from hkinno.dumps.write import write_dump


class Command(BaseCommand):
    help = "Export all published records as a Frictionless Data Package."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder",
            type=Path,
            nargs="?",
            default=settings.DUMP_DIR,
            help="The folder of dumps, by default the one that /api/v1/dump/ serves.",
        )

    def handle(self, *, folder: Path, **options: Any) -> None:
        descriptor, is_new = publish(folder, write_dump)
        counts = {resource["name"]: resource["rows"] for resource in descriptor["resources"]}
        self.stdout.write(
            f"Revision {descriptor['revision']}: {counts['records']} records, "
            f"{counts['statements']} statements, {counts['relations']} relations"
            f"{'' if is_new else ' (unchanged)'}."
        )
