"""Named constraints, written so that the rule can be read."""

from django.db import models
from django.db.models import BooleanField, F, Func, Q, Value


def holds(name: str, condition: Q | Func, message: str) -> models.CheckConstraint:
    """A check whose name says what is true, and whose message says what is wrong."""
    return models.CheckConstraint(name=name, condition=condition, violation_error_message=message)


def is_well_formed(model: str, field: str, words: str | None = None) -> models.CheckConstraint:
    """`MODEL_FIELD_are_well_formed`, by the SQL function `registry_FIELD_are_well_formed`.

    `words` is what the function is told: a list separated by blanks, forms as JSON, a number.
    """
    arguments = [F(field)] if words is None else [F(field), Value(words)]
    return holds(
        f"{model}_{field}_are_well_formed",
        Func(
            *arguments,
            function=f"public.registry_{field}_are_well_formed",
            output_field=BooleanField(),
        ),
        f"{field} does not have the form shown in its help text.",
    )


def ends_after_it_begins(model: str, end: str, start: str, name: str) -> models.CheckConstraint:
    """`MODEL_NAME`: both are partial dates, so "ended 2012, began 2012-06" is right."""
    return holds(
        f"{model}_{name}",
        Q(**{f"{end}__isnull": True})
        | Q(**{f"{start}__isnull": True})
        | Q(**{f"{end}__upper_inf": True})
        | Q(**{f"{start}__lower_inf": True})
        | Q(**{f"{end}__endswith__gt": F(f"{start}__startswith")}),
        f"{end} is before {start}.",
    )
