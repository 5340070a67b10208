"""Resources (in django-import-export's sense): how rows of a file become rows of a model."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from import_export.fields import Field
from import_export.instance_loaders import CachedInstanceLoader
from import_export.resources import ModelResource
from import_export.results import Result
from tablib import Dataset

from hkinno.api.parsers.json import is_storable
from hkinno.registry.admin.db_errors import SAVE_ERRORS, form_error
from hkinno.registry.admin.evidence_validation import (
    check_columns,
    check_evidence,
    column_errors,
    follow_statements,
    statements_by_subject,
)
from hkinno.registry.admin.forms import value_parsing
from hkinno.registry.admin.imports.cell_diff import CellDiff, hide_blank_columns
from hkinno.registry.admin.imports.exported_columns import (
    current_values,
    derived_columns,
    join_parts,
    part_columns,
)
from hkinno.registry.admin.imports.row_validation import validate_row
from hkinno.registry.admin.imports.uploads import find_problems
from hkinno.registry.admin.imports.widgets import ReferenceWidget, StatusField, widget_for
from hkinno.registry.column_names import COLUMN_NAMES
from hkinno.registry.models import Record, Relation, Statement, statement_properties

# Filled by the database from other columns.
COPIED_COLUMNS = ("resource", "subject_resource", "object_resource")


class RegistryResource(ModelResource):
    """Imports all rows or, if any of them is invalid, none. New records are drafts."""

    # Whether the preview, which an import has to come from, has validated the rows. The others wait
    # while they are saved.
    is_validated = False

    class Meta:
        import_id_fields = ("id",)
        exclude = (*COPIED_COLUMNS, "record_ptr", "created_at", "updated_at", "version")
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = False
        instance_loader_class = CachedInstanceLoader

    @classmethod
    def get_diff_class(cls) -> type[CellDiff]:
        return CellDiff

    @classmethod
    def field_from_django_field(
        cls, field_name: str, django_field: models.Field[Any, Any], readonly: bool
    ) -> Field:
        field_class = StatusField if field_name == "status" else Field
        return field_class(
            attribute=django_field.attname,
            column_name=COLUMN_NAMES.get(field_name, field_name),
            widget=widget_for(django_field),
            default=django_field.default,
            readonly=readonly,
        )

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        """Raises ValueError if columns are missing or unknown, or if ids or columns repeat."""
        columns = [field.column_name for field in self.get_import_fields()]
        model = self._meta.model
        self.derived = derived_columns(model, columns)
        known = [*columns, *part_columns(model), *sorted(self.derived)]
        if problems := list(find_problems(dataset, known)):
            del dataset[:]
            raise ValueError(" ".join(problems))
        for field in self._reference_fields(dataset.headers):
            field.widget.load_records(dataset[field.column_name])
        ids = [id for id in dataset["id"] if is_storable(id)]
        self.current = current_values(model, dataset.headers, ids)
        if issubclass(model, Record):
            self.statements = statements_by_subject(dataset["id"])

    def before_import_row(self, row: dict[str, str], **kwargs: Any) -> None:
        join_parts(self._meta.model, row, self.current.get(row["id"], {}))

    def _reference_fields(self, columns: Iterable[str]) -> list[Field]:
        return [
            field
            for field in self.get_import_fields()
            if isinstance(field.widget, ReferenceWidget) and field.column_name in columns
        ]

    def import_instance(self, instance: Any, row: Mapping[str, str], **kwargs: Any) -> None:
        """Set the columns that the row has. Raises ValidationError with the errors of each."""
        errors = {}
        for field in self.get_import_fields():
            if row.get(field.column_name) is None:
                continue  # missing at the end of the row
            try:
                self.import_field(field, instance, row, **kwargs)
                if isinstance(field.widget, ReferenceWidget) and field.column_name in row:
                    field.widget.set_record(instance, field.column_name)
            except ValueError as error:
                errors[field.column_name] = ValidationError(str(error))
        if errors:
            raise ValidationError(errors)

    def after_import(self, dataset: Dataset, result: Result, **kwargs: Any) -> None:
        """List the rows that end before the last column as `short_rows`, by id or number.

        The columns that are not imported are listed as `derived_columns`.

        Raises EvidenceError if published records would not rest on statements.
        """
        super().after_import(dataset, result, **kwargs)
        short = [number for number, row in enumerate(dataset) if None in row]
        result.short_rows = [dataset["id"][number] or str(number + 1) for number in short]
        result.derived_columns = [name for name in dataset.headers or () if name in self.derived]
        if not (result.has_errors() or result.has_validation_errors()):
            self.check_saved_rows(dataset["id"])
            hide_blank_columns(result)

    def import_data(self, dataset: Dataset, dry_run: bool = False, **kwargs: Any) -> Result:
        """Validate all rows without saving any (`dry_run`), or save rows that were validated."""
        self.is_validated = not dry_run
        with transaction.atomic(), connection.cursor() as cursor:
            if dry_run:
                cursor.execute("set local transaction_read_only = on")
            result = super().import_data(dataset, dry_run=dry_run, **kwargs)
            transaction.set_rollback(dry_run or connection.needs_rollback)
            return result

    def validate_instance(
        self,
        instance: models.Model,
        import_validation_errors: dict[str, Any] | None = None,
        validate_unique: bool = True,
    ) -> None:
        """Raises ValidationError for values that the model or the database does not accept."""
        errors = dict(import_validation_errors or {})
        if not self.is_validated:
            references = {
                field.column_name
                for field in self._reference_fields(self.fields)
                if getattr(instance, field.attribute)
            }
            errors = validate_row(instance, errors, references)
            if isinstance(instance, Record):
                errors |= column_errors(instance, self.statements[instance.pk])
        if errors:
            raise ValidationError(errors)

    def save_instance(
        self, instance: Any, is_create: bool, row: Mapping[str, str], **kwargs: Any
    ) -> None:
        if not kwargs["dry_run"]:
            self.do_instance_save(instance, is_create)
        for field in self._reference_fields(self.fields):
            if isinstance(instance, field.widget.model):
                # Not its primary key, which is unset until it is saved.
                field.widget.records[instance.id] = instance

    def do_instance_save(self, instance: models.Model, is_create: bool) -> None:
        try:
            with transaction.atomic():
                # For every parent table, so that an id of another kind is an error and that
                # record is not overwritten.
                instance.save(force_insert=(models.Model,) if is_create else False)
                connection.check_constraints()
        except SAVE_ERRORS as error:
            raise ValidationError(form_error(error).message) from error

    def check_saved_rows(self, ids: Iterable[str]) -> None:
        """Raises EvidenceError if published records do not rest on statements."""
        if self.is_validated and issubclass(self._meta.model, Record):
            check_columns(ids)


class EvidenceResource(RegistryResource):
    """Generates an id for each row without one."""

    ID_COLUMNS: tuple[str, ...]

    def before_import_row(self, row: dict[str, str], **kwargs: Any) -> None:
        if not row["id"]:
            parts = [row.get(name) or "" for name in self.ID_COLUMNS]
            row["id"] = ".".join([*parts, uuid.uuid4().hex[:8]])
        super().before_import_row(row, **kwargs)


class StatementResource(EvidenceResource):
    ID_COLUMNS = ("subject", "property", "source")

    class Meta(RegistryResource.Meta):
        model = Statement

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.changed_subjects: set[str] = set()
        self.changed_statements: list[Statement] = []

    def import_instance(self, instance: Statement, row: Mapping[str, str], **kwargs: Any) -> None:
        before = (instance.subject_id, instance.property, instance.value)
        super().import_instance(instance, row, **kwargs)
        self.changed_subjects |= {before[0], instance.subject_id} - {None}
        self.changed_statements.append(instance)
        if instance.property not in statement_properties() or not instance.subject_id:
            return  # validation of the model reports it
        try:
            instance.value = value_parsing.normalize_statement_value(
                instance.property, instance.value
            )
            if before != (instance.subject_id, instance.property, instance.value):
                value_parsing.check_subject(instance.property, instance.subject.resource)
                instance.value = value_parsing.resolve_reference(instance.property, instance.value)
        except ValueError as error:
            raise ValidationError({"value": str(error)}) from error

    def check_saved_rows(self, ids: Iterable[str]) -> None:
        unsaved = () if self.is_validated else self.changed_statements
        check_evidence(self.changed_subjects, unsaved)
        if self.is_validated:
            follow_statements(self.changed_subjects)


class RelationResource(EvidenceResource):
    ID_COLUMNS = ("subject", "role", "object")

    class Meta(RegistryResource.Meta):
        model = Relation
