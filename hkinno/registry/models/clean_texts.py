"""Models whose texts are cleaned before they are validated."""

from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext

from hkinno.registry.constraints import violated_checks
from hkinno.registry.values.texts import clean_json, clean_text


class CleanTexts(models.Model):
    """Cleans every text and JSON column in `clean_fields`, which forms and imports call.

    The database refuses what other writers have not cleaned. Checks are validated together.
    """

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        errors = {}
        for field in self._meta.concrete_fields:
            if field.name not in (exclude or ()):
                try:
                    setattr(self, field.attname, _clean(field, getattr(self, field.attname)))
                except ValueError as error:
                    errors[field.name] = ValidationError(str(error), code="invisible_character")
        if errors:
            raise ValidationError(errors)
        super().clean_fields(exclude=exclude)

    def get_constraints(self) -> "list[tuple[type[models.Model], Sequence[models.BaseConstraint]]]":
        """The constraints that Django validates one by one: all but the checks."""
        constraints: Any = super().get_constraints()
        return [
            (model, [rule for rule in rules if not isinstance(rule, models.CheckConstraint)])
            for model, rules in constraints
        ]

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        checks = violated_checks(self, exclude)
        messages = [str(check.get_violation_error_message()) for check in checks]
        errors: dict[str, Any] = {}
        if messages:
            errors[NON_FIELD_ERRORS] = [ValidationError(gettext(message)) for message in messages]
        try:
            super().validate_constraints(exclude=exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)


def _clean(field: "models.Field[Any, Any]", value: Any) -> Any:
    if isinstance(field, models.JSONField):
        return clean_json(value)
    if isinstance(field, models.CharField | models.TextField) and isinstance(value, str):
        return clean_text(value, is_multiline=isinstance(field, models.TextField))
    return value
