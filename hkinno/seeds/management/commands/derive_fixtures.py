from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hkinno.seeds.derive import derive_fixtures, find_stale, write_fixtures
from hkinno.seeds.facts import SeedError
from hkinno.seeds.load import load_seeds


class Command(BaseCommand):
    help = "Derive fixtures/*.json from seeds/*.yaml."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Write nothing; fail if a fixture is stale."
        )
        parser.add_argument("--seeds", type=Path, default=settings.BASE_DIR / "seeds")
        parser.add_argument("--fixtures", type=Path, default=settings.BASE_DIR / "fixtures")

    def handle(self, *, check: bool, seeds: Path, fixtures: Path, **options: Any) -> None:
        try:
            derived = derive_fixtures(load_seeds(seeds))
        except SeedError as error:
            raise CommandError(str(error)) from error
        if check:
            if stale := find_stale(derived, fixtures):
                raise CommandError(f"Stale: {', '.join(stale)}. Run `make fixtures`.")
            self.stdout.write("The fixtures match the seeds.")
            return
        changed = write_fixtures(derived, fixtures)
        counts = ", ".join(
            f"{len(rows)} {name.removesuffix('.json')}"
            for name, rows in sorted(derived.items())
            if rows
        )
        self.stdout.write(f"{counts}. Changed: {', '.join(changed) or 'nothing'}.")
