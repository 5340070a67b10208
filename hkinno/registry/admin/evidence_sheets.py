"""Sheets of statements and relations."""

from django.core.exceptions import ValidationError
from import_export.results import Result
from tablib import Dataset

from hkinno.registry.admin import evidence, value_parsing
from hkinno.registry.admin.resources import Sheet
from hkinno.registry.models import Relation, Statement
from hkinno.registry.vocabularies.properties import PROPERTIES


class StatementSheet(Sheet):
    """Statements; one without an id gets one."""

    class Meta(Sheet.Meta):
        model = Statement

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.touched: set[str] = set()  # the records of which a row says something else

    def before_import_row(self, row: dict, **kwargs) -> None:
        row["id"] = row["id"] or evidence.new_id(row, "subject", "property", "source")

    def import_instance(self, instance: Statement, row: dict, **kwargs) -> None:
        before = (instance.subject_id, instance.property, instance.value)
        super().import_instance(instance, row, **kwargs)
        self.touched |= {before[0], instance.subject_id} - {None}
        if instance.property not in PROPERTIES or not instance.subject_id:
            return  # which the model's own rules will say
        try:
            instance.value = value_parsing.stated(instance.property, instance.value)
            if before != (instance.subject_id, instance.property, instance.value):
                value_parsing.check_subject(instance.property, instance.subject.resource)
                value_parsing.check_target(instance.property, instance.value)
        except ValueError as error:
            raise ValidationError({"value": str(error)}) from error

    def after_import(self, dataset: Dataset, result: Result, **kwargs) -> None:
        super().after_import(dataset, result, **kwargs)
        if not (result.has_errors() or result.has_validation_errors()):
            evidence.check(self.touched)


class RelationSheet(Sheet):
    """Relations; one without an id gets one."""

    class Meta(Sheet.Meta):
        model = Relation

    def before_import_row(self, row: dict, **kwargs) -> None:
        row["id"] = row["id"] or evidence.new_id(row, "subject", "role", "object")
