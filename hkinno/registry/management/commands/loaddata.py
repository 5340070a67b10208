from collections import defaultdict
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.db import DatabaseError, IntegrityError, models, transaction

from hkinno.registry.migration_operations import analyse

BATCH_SIZE = 500


class NewObject(DeserializedObject):
    """A row that is not in the database: inserted, where Django would first try to update it."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, force_insert=True, **kwargs)


class Command(loaddata.Command):
    """Django's command, with far fewer statements, and messages that name what is broken.

    New rows are inserted in batches, without trying to update them first. Afterwards the planner's
    statistics are updated.
    """

    def handle(self, *fixture_labels: str, **options: Any) -> None:
        self.rows: list[models.Model] = []
        self.batch: list[NewObject] = []
        self.known_keys: dict[type[models.Model], set[Any]] = {}
        try:
            super().handle(*fixture_labels, **options)
            analyse(self.using)
        except IntegrityError as error:
            lines = [str(error).strip(), *broken_references(self.rows), "Nothing was loaded."]
            raise CommandError("\n".join(lines)) from error
        except (CommandError, OSError):
            raise
        except Exception as error:
            # A malformed file raises errors of many kinds, to which Django adds its name.
            reason = f" ({error.__cause__})" if isinstance(error, DeserializationError) else ""
            raise CommandError(f"{error.args[0]}{reason}\nNothing was loaded.") from error

    def load_label(self, fixture_label: str) -> None:
        super().load_label(fixture_label)
        self.insert_batch()

    def save_obj(self, obj: DeserializedObject) -> bool:
        row = obj.object
        self.rows.append(row)
        is_excluded = (
            type(row) in self.excluded_models or row._meta.app_config in self.excluded_apps
        )
        if not is_excluded and self.is_new(row):
            obj = NewObject(row, obj.m2m_data, obj.deferred_fields)
            if not (obj.m2m_data or obj.deferred_fields):
                if self.batch and type(self.batch[0].object) is not type(row):
                    self.insert_batch()
                self.models.add(type(row))
                self.batch.append(obj)
                return True
        self.insert_batch()
        is_saved: bool = super().save_obj(obj)
        return is_saved

    def insert_batch(self) -> None:
        batch, self.batch = self.batch, []
        if not batch:
            return
        rows = [obj.object for obj in batch]
        try:
            with transaction.atomic(self.using):
                insert_rows(rows, self.using)
        except (DatabaseError, ValueError):
            for obj in batch:  # one by one, so that the error names the row
                super().save_obj(obj)

    def is_new(self, row: models.Model) -> bool:
        """Whether neither the database nor the rows loaded so far include its primary key."""
        model = type(row)
        if model not in self.known_keys:
            keys = model._base_manager.using(self.using).values_list("pk", flat=True)
            self.known_keys[model] = set(keys)
        known_keys = self.known_keys[model]
        is_new = row.pk is not None and row.pk not in known_keys
        known_keys.add(row.pk)
        return is_new


def insert_rows(rows: list[models.Model], using: str) -> None:
    """Insert rows of one model, without those of its parents.

    `bulk_create` does not support models with parents, unlike the method that it calls.
    """
    model = type(rows[0])
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    queryset: Any = model._base_manager.using(using)
    for start in range(0, len(rows), BATCH_SIZE):
        queryset._insert(rows[start : start + BATCH_SIZE], fields=fields, using=using, raw=True)


def broken_references(rows: list[models.Model]) -> list[str]:
    """A line for each foreign key of `rows` to a row that neither they nor the database have."""
    loaded = {(type(row), row.pk) for row in rows}
    missing: dict[tuple[Any, Any], list[str]] = defaultdict(list)
    for row in rows:
        for field in row._meta.local_concrete_fields:
            target = (field.related_model, getattr(row, field.attname))
            if target[0] and target[1] is not None and target not in loaded:
                missing[target].append(f"{row._meta.label}(pk={row.pk}): {field.name}")
    return [
        f"{reference} names {pk!r}, which is no {model._meta.verbose_name}"
        for (model, pk), references in missing.items()
        if not model._base_manager.filter(pk=pk).exists()
        for reference in references
    ]
