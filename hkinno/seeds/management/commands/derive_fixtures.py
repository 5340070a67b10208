from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hkinno.seeds.derive import derive, stale, write
from hkinno.seeds.facts import SeedError
from hkinno.seeds.load import read_seeds


class Command(BaseCommand):
    help = "Derive fixtures/*.json from seeds/*.yaml; with --check, fail where they are stale."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Only name what differs.")
        parser.add_argument("--seeds", type=Path, default=settings.BASE_DIR / "seeds")
        parser.add_argument("--fixtures", type=Path, default=settings.BASE_DIR / "fixtures")

    def handle(self, *, check: bool, seeds: Path, fixtures: Path, **options) -> None:
        try:
            files = derive(read_seeds(seeds))
        except SeedError as error:
            raise CommandError(str(error)) from error
        if check:
            if names := stale(files, fixtures):
                raise CommandError(f"Stale: {', '.join(names)}. Run `make fixtures`.")
            self.stdout.write("The fixtures are what the seeds say.")
            return
        changed = write(files, fixtures)
        counts = ", ".join(
            f"{len(rows)} {name[:-5]}" for name, rows in sorted(files.items()) if rows
        )
        self.stdout.write(f"{counts}. Changed: {', '.join(changed) or 'nothing'}.")
