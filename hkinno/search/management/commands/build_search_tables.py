from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hkinno.search.build_tables import files, simplify
from hkinno.search.build_variants import EXTRACT, extract
from hkinno.search.tables import FOLDER


class Command(BaseCommand):
    help = "Build the search tables from opencc, ToJyutping and pypinyin; --check compares them."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Only report the files that differ."
        )
        parser.add_argument("--folder", type=Path, default=FOLDER, help="The folder of the tables.")
        parser.add_argument(
            "--variants",
            type=Path,
            help="First extract the tables of variants in this folder: see data/README.md.",
        )

    def handle(self, *, check: bool, folder: Path, variants: Path | None, **options: Any) -> None:
        if variants:
            (folder / EXTRACT).write_text(extract(variants, simplify), encoding="utf-8")
        made = files()
        differ = [name for name, text in made.items() if not has(folder / name, text)]
        if check and differ:
            raise CommandError(f"Not what the libraries give: {', '.join(differ)}.")
        for name in differ:
            (folder / name).write_text(made[name], encoding="utf-8")
        self.stdout.write(f"{', '.join(made)}. Changed: {', '.join(differ) or 'nothing'}.")


def has(path: Path, text: str) -> bool:
    """Whether there is a file with this text."""
    return path.exists() and path.read_text(encoding="utf-8") == text
