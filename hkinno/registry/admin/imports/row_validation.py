"""Validation of an imported row without queries for its references."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _


def validate_row(
    instance: models.Model, errors: dict[str, Any], references: set[str]
) -> dict[str, Any]:
    """`errors` and those of `full_clean`, which would run a query for each reference.

    Nothing is saved to find errors: that would lock out all other writers.
    """
    steps: tuple[Callable[[set[str]], None], ...] = (
        lambda exclude: instance.clean_fields(exclude | references),
        lambda exclude: instance.clean(),
        instance.validate_unique,
        instance.validate_constraints,
    )
    for step in steps:
        try:
            step(set(errors))
        except ValidationError as error:
            errors = error.update_error_dict(errors)
    return {name: explain_choices(instance, name, error) for name, error in errors.items()}


def explain_choices(instance: models.Model, name: str, errors: Any) -> Any:
    """The errors of a field; that of a value outside its choices lists what is allowed."""
    if name == NON_FIELD_ERRORS:
        return errors
    field: Any = instance._meta.get_field(name)
    choices = getattr(field, "base_field", field).choices
    is_choice_error = any(
        error.code in ("invalid_choice", "item_invalid")
        for error in ValidationError(errors).error_list
    )
    if not (choices and is_choice_error):
        return errors
    value = getattr(instance, field.attname)
    allowed = [str(choice) for choice, _label in choices]
    words = value if isinstance(value, list) else [value]
    rejected = [str(word) for word in words if word not in allowed]
    params = {"words": ", ".join(rejected), "allowed": ", ".join(allowed)}
    return [ValidationError(_("“%(words)s” is not allowed. Use one of: %(allowed)s.") % params)]
