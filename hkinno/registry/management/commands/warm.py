from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Model

from hkinno.registry.models import Relation, Statement, record_models
from hkinno.registry.rest.documents import (
    delete_documents_of_other_builds,
    make_missing_documents,
)


class Command(BaseCommand):
    help = "Store the JSON of all rows, so that no request has to wait for it to be made."

    def handle(self, **options: Any) -> None:
        deleted = delete_documents_of_other_builds()
        models: list[type[Model]] = [*record_models().values(), Statement, Relation]
        total = 0
        for model in models:
            count = sum(make_missing_documents(model))
            total += count
            self.stdout.write(f"{model._meta.verbose_name_plural}: {count}")
        self.stdout.write(f"{total} rows have documents; deleted {deleted} of other versions.")
