from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hkinno.seeds.check import check
from hkinno.seeds.derive import derive
from hkinno.seeds.facts import SeedError
from hkinno.seeds.load import read_seeds


class Command(BaseCommand):
    help = "Hold every fact of seeds/ against the lines of the articles that it cites."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--articles", type=Path, required=True, help="Folder of the articles.")
        parser.add_argument(
            "--only", metavar="SOURCE", help="Check one article; files of others may be absent."
        )
        parser.add_argument("--seeds", type=Path, default=settings.BASE_DIR / "seeds")

    def handle(self, *, articles: Path, seeds: Path, only: str | None, **options) -> None:
        if not articles.is_dir():
            raise CommandError(f"{articles} is not a folder.")
        try:
            read = read_seeds(seeds)
            derive(read)
        except SeedError as error:
            raise CommandError(str(error)) from error
        if only and read.records.get(only, {}).get("kind") != "article":
            raise CommandError(f"{only} is no article of {seeds}.")
        report = check(read, articles, only)
        for file, (covered, substance) in report.covered.items():
            share = 100 * covered / substance if substance else 100
            self.stdout.write(
                f"{file}: {covered} of {substance} lines of substance cited ({share:.0f} %),"
                f" the others passed over with a reason."
            )
        if report.problems:
            raise CommandError("\n".join([*report.problems, f"{len(report.problems)} wrong."]))
        self.stdout.write(f"{report.checked} statements checked, 0 wrong.")
