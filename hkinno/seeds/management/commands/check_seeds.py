from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from hkinno.seeds.check import check_articles
from hkinno.seeds.derive import derive_fixtures
from hkinno.seeds.facts import SeedError
from hkinno.seeds.house_style_validation import find_text_problems
from hkinno.seeds.load import load_seeds
from hkinno.seeds.names import find_name_problems
from hkinno.seeds.notes import find_note_problems
from hkinno.seeds.place_validation import find_place_problems
from hkinno.seeds.precision_validation import find_precision_problems


class Command(BaseCommand):
    help = "Check every fact in seeds/ against the lines of the article that it cites."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--articles", type=Path, required=True, help="The folder that contains the articles."
        )
        parser.add_argument(
            "--only", metavar="SOURCE", help="Check one article; the others need not be present."
        )
        parser.add_argument("--seeds", type=Path, default=settings.BASE_DIR / "seeds")

    def handle(self, *, articles: Path, seeds: Path, only: str | None, **options: Any) -> None:
        if not articles.is_dir():
            raise CommandError(f"{articles} is not a folder.")
        try:
            loaded = load_seeds(seeds)
            fixtures = derive_fixtures(loaded)
        except SeedError as error:
            raise CommandError(str(error)) from error
        if only and loaded.records.get(only, {}).get("kind") != "article":
            raise CommandError(f"{only} is not an article in {seeds}.")
        report = check_articles(loaded, articles, only)
        report.problems += [
            *find_place_problems(loaded, fixtures),
            *find_name_problems(loaded),
            *find_text_problems(loaded),
            *find_note_problems(loaded),
            *find_precision_problems(loaded, fixtures),
        ]
        for file, (cited, total) in report.coverage.items():
            percent = 100 * cited / total if total else 100
            self.stdout.write(
                f"{file}: {cited} of {total} lines with content are cited ({percent:.0f} %)."
            )
        if report.problems:
            raise CommandError("\n".join([*report.problems, f"{len(report.problems)} wrong."]))
        self.stdout.write(f"{report.checked} statements checked, 0 wrong.")
