"""The OpenAPI document: written, or held against the one that is committed."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand, CommandParser
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from hkinno.openapi.yaml_writer import dump_yaml

SHOWN = 40


@cache
def document() -> str:
    """The OpenAPI document as YAML, generated from the code once per process.

    Raises CommandError if the generator warns, ValidationError if the document is not OpenAPI 3.1.
    """
    generator: Any = SchemaGenerator  # untyped
    schema = generator().get_schema(request=None, public=True)
    if GENERATOR_STATS:
        GENERATOR_STATS.emit_summary()
        raise CommandError("The generator of the OpenAPI document issued warnings (see above).")
    validate_schema(schema)  # type: ignore[no-untyped-call]  # untyped
    return dump_yaml(schema)


def difference(committed: str, made: str) -> str:
    """The first lines in which the two differ; empty where they are the same."""
    lines = difflib.unified_diff(
        committed.splitlines(), made.splitlines(), "committed", "made by the code", lineterm="", n=1
    )
    return "\n".join(list(lines)[:SHOWN])


class Command(BaseCommand):
    help = "Write docs/openapi.yaml; with --check, fail where it is not what the code makes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Only compare.")
        parser.add_argument("--file", type=Path, default=settings.BASE_DIR / "docs/openapi.yaml")

    def handle(self, *, check: bool, file: Path, **options: Any) -> None:
        made = document()
        if not check:
            file.write_text(made, encoding="utf-8")
            self.stdout.write(f"Wrote {file.name}.")
            return
        committed = file.read_text(encoding="utf-8") if file.exists() else ""
        if differs := difference(committed, made):
            raise CommandError(
                f"{differs}\n{file.name} is not what the code makes: "
                "run `make openapi`, and read what has changed in the API."
            )
        self.stdout.write(f"{file.name} is what the code makes.")
