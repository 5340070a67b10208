"""Sheets of rows as rows of a model: what an import does with each, what an export shows."""

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from tablib import Dataset

from hkinno.registry.admin.cells import ReferenceCell, StatusField, cell_of
from hkinno.registry.admin.db_errors import REFUSING, refusal
from hkinno.registry.models.evidence import is_key


class RowsById(BaseInstanceLoader):
    """All that the rows name, in one query."""

    def __init__(self, resource: ModelResource, dataset: Dataset) -> None:
        super().__init__(resource, dataset)
        ids = [row["id"] for row in dataset.dict if is_key.regex.search(row["id"])]
        self.known = resource.get_queryset().in_bulk(ids)

    def get_instance(self, row: dict) -> models.Model | None:
        return self.known.get(row["id"])


class Sheet(ModelResource):
    """Rows of a sheet as rows of a model. New records come in as drafts; a fault stops them all."""

    class Meta:
        import_id_fields = ("id",)
        exclude = (
            "record_ptr",
            "resource",
            "created_at",
            "updated_at",
            "version",
            "subject_resource",
            "object_resource",
        )
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        instance_loader_class = RowsById

    @classmethod
    def field_from_django_field(
        cls, field_name: str, django_field: models.Field, readonly: bool
    ) -> Field:
        kind = StatusField if field_name == "status" else Field
        return kind(
            attribute=django_field.attname,
            column_name=field_name,
            widget=cell_of(django_field),
            default=django_field.default,
            readonly=readonly,
        )

    def before_import(self, dataset: Dataset, **kwargs) -> None:
        """Raises ValueError for what is wrong with the sheet as a whole."""
        columns = [field.column_name for field in self.get_import_fields()]
        if problems := list(_problems(dataset, columns)):
            del dataset[:]
            raise ValueError(" ".join(problems))
        for field in self._references(dataset.headers):
            field.widget.look_up(dataset[field.column_name])

    def _references(self, headers: Iterable[str]) -> list[Field]:
        return [
            field
            for field in self.get_import_fields()
            if isinstance(field.widget, ReferenceCell) and field.column_name in headers
        ]

    def import_instance(self, instance: models.Model, row: dict, **kwargs) -> None:
        """Each cell to its column. Raises ValidationError by the names of the columns."""
        errors = {}
        for field in self.get_import_fields():
            try:
                self.import_field(field, instance, row, **kwargs)
            except ValueError as error:
                errors[field.column_name] = ValidationError(str(error))
        if errors:
            raise ValidationError(errors)

    def do_instance_save(self, instance: models.Model, is_create: bool) -> None:
        try:
            with transaction.atomic():
                # In every table: an id of another kind is refused, and not taken over.
                instance.save(force_insert=is_create and (models.Model,))
                connection.check_constraints()
        except REFUSING as error:
            raise ValidationError(refusal(error).message) from error
        for field in self._references(self.fields):
            if isinstance(instance, field.widget.model):
                field.widget.known.add(instance.pk)


def _problems(dataset: Dataset, columns: list[str]) -> Iterator[str]:
    headers = dataset.headers or []
    if "id" not in headers:
        yield "There is no column id."
        return
    for name in dict.fromkeys(headers):
        if headers.count(name) > 1:
            yield f"The column {name} is there twice."
        if name not in columns:
            close = get_close_matches(name, columns, 1)
            yield f"There is no column {name}." + "".join(
                f" Did you mean {each}?" for each in close
            )
    counted = Counter(filter(None, dataset["id"]))
    if twice := sorted(each for each, count in counted.items() if count > 1):
        yield f"Twice in the file: {', '.join(twice)}."
