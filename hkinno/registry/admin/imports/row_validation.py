"""Validation of an imported row without queries for its references."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models


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
    return errors
