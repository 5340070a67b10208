from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from hkinno.dumps.storage import publish
from hkinno.dumps.write import write


class Command(BaseCommand):
    help = "Write the published registry as a Frictionless Data Package, in a folder a revision."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder",
            type=Path,
            nargs="?",
            default=settings.DUMP_DIR,
            help="Where dumps are kept; that which /api/v1/dump/ serves, unless named.",
        )

    def handle(self, *, folder: Path, **options) -> None:
        descriptor, is_new = publish(folder, write)
        counts = {each["name"]: each["rows"] for each in descriptor["resources"]}
        self.stdout.write(
            f"Revision {descriptor['revision']}: {counts['records']} records, "
            f"{counts['statements']} statements, {counts['relations']} relations"
            f"{'' if is_new else ', as dumped before'}."
        )
