"""Import and export of statements and relations."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from import_export.results import Result
from tablib import Dataset

from hkinno.registry.admin.evidence import check_evidence
from hkinno.registry.admin.resources import RegistryResource
from hkinno.registry.admin.value_parsing import (
    check_reference,
    check_subject,
    normalize_statement_value,
)
from hkinno.registry.models import Relation, Statement
from hkinno.registry.vocabularies.properties import PROPERTIES


class EvidenceResource(RegistryResource):
    """Generates an id for each row without one."""

    ID_COLUMNS: tuple[str, ...]

    def before_import_row(self, row: dict[str, str], **kwargs: Any) -> None:
        if not row["id"]:
            parts = [row.get(name, "") for name in self.ID_COLUMNS]
            row["id"] = ".".join([*parts, uuid.uuid4().hex[:8]])


class StatementResource(EvidenceResource):
    ID_COLUMNS = ("subject", "property", "source")

    class Meta(RegistryResource.Meta):
        model = Statement

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.changed_subjects: set[str] = set()

    def import_instance(self, instance: Statement, row: Mapping[str, str], **kwargs: Any) -> None:
        before = (instance.subject_id, instance.property, instance.value)
        super().import_instance(instance, row, **kwargs)
        self.changed_subjects |= {before[0], instance.subject_id} - {None}
        if instance.property not in PROPERTIES or not instance.subject_id:
            return  # validation of the model reports it
        try:
            instance.value = normalize_statement_value(instance.property, instance.value)
            if before != (instance.subject_id, instance.property, instance.value):
                check_subject(instance.property, instance.subject.resource)
                check_reference(instance.property, instance.value)
        except ValueError as error:
            raise ValidationError({"value": str(error)}) from error

    def after_import(self, dataset: Dataset, result: Result, **kwargs: Any) -> None:
        super().after_import(dataset, result, **kwargs)
        if not (result.has_errors() or result.has_validation_errors()):
            check_evidence(self.changed_subjects)


class RelationResource(EvidenceResource):
    ID_COLUMNS = ("subject", "role", "object")

    class Meta(RegistryResource.Meta):
        model = Relation
