from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hkinno.registry.erasure import ErasureError, erase_record


class Command(BaseCommand):
    help = "Remove a record for privacy, for good: its content, its history and its id."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", help="The id of the record, which may have been deleted before.")
        parser.add_argument("--yes", action="store_true", help="Confirm: this cannot be undone.")

    def handle(self, *, id: str, yes: bool, **options: Any) -> None:
        if not yes:
            raise CommandError("This cannot be undone. Repeat the command with --yes to confirm.")
        try:
            erase_record(id)
        except ErasureError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Erased. Backups and files in seeds/ and fixtures/ may still contain it.")
