from collections import defaultdict

from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.core.serializers.base import DeserializedObject
from django.db import IntegrityError, models

from hkinno.registry.migration_operations import analyse


class Command(loaddata.Command):
    """Django's own, which on a broken reference names a key but not the rows that hold it.

    What was loaded is counted for the planner of queries.
    """

    def handle(self, *fixture_labels: str, **options) -> None:
        self.seen: list[models.Model] = []
        try:
            super().handle(*fixture_labels, **options)
            analyse(self.using)
        except IntegrityError as error:
            said = [str(error).strip(), *broken_references(self.seen), "Nothing was loaded."]
            raise CommandError("\n".join(said)) from error

    def save_obj(self, obj: DeserializedObject) -> bool:
        self.seen.append(obj.object)
        return super().save_obj(obj)


def broken_references(rows: list[models.Model]) -> list[str]:
    """A line for each reference of `rows` that neither they nor the database can answer."""
    given = {(type(row), row.pk) for row in rows}
    wanted: dict[tuple[type, object], list[str]] = defaultdict(list)
    for row in rows:
        for field in row._meta.local_concrete_fields:
            target = field.is_relation and (field.related_model, getattr(row, field.attname))
            if target and target[1] is not None and target not in given:
                wanted[target].append(f"{row._meta.label}(pk={row.pk}): {field.name}")
    return [
        f"{place} names {pk!r}, which is no {model._meta.verbose_name}"
        for (model, pk), places in wanted.items()
        if not model._base_manager.filter(pk=pk).exists()
        for place in places
    ]
