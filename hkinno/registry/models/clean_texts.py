"""Models whose texts are cleaned before they are validated."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from hkinno.registry.values.texts import clean_json, clean_text


class CleanTexts(models.Model):
    """Cleans every text and JSON column in `clean_fields`, which forms and imports call.

    The database refuses what other writers have not cleaned.
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


def _clean(field: "models.Field[Any, Any]", value: Any) -> Any:
    if isinstance(field, models.JSONField):
        return clean_json(value)
    if isinstance(field, models.CharField | models.TextField) and isinstance(value, str):
        return clean_text(value, is_multiline=isinstance(field, models.TextField))
    return value
