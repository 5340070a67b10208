import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Model

from hkinno.registry.models import Relation, Statement, record_models
from hkinno.registry.rest.bulk_documents import (
    delete_documents_of_other_builds,
    make_missing_documents,
    worker_processes,
)


class Command(BaseCommand):
    help = "Store the JSON of all rows, so that no request has to wait for it to be made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--processes",
            type=int,
            default=os.cpu_count(),
            help="The number of processes that make it; by default, the number of cores.",
        )

    def handle(self, *, processes: int, **options: Any) -> None:
        if processes < 1:
            raise CommandError("--processes must be at least 1.")
        deleted = delete_documents_of_other_builds()
        models: list[type[Model]] = [*record_models().values(), Statement, Relation]
        total = 0
        with worker_processes(processes) as map_ranges:
            for model in models:
                count = sum(make_missing_documents(model, map_ranges))
                total += count
                self.stdout.write(f"{model._meta.verbose_name_plural}: {count}")
        self.stdout.write(f"{total} rows have documents; deleted {deleted} of other versions.")
