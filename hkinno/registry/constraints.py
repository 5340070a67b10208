"""Named constraints, written so that the rule can be read."""

from collections.abc import Collection, Iterable, Iterator

from django.core.exceptions import FieldError
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models import BooleanField, CheckConstraint, F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.sql import Query
from django.db.models.sql.constants import SINGLE


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


def violated_checks(
    instance: models.Model, exclude: Collection[str] | None = None
) -> Iterator[CheckConstraint]:
    """The checks that the values of a model instance violate, in one query for each table.

    `CheckConstraint.validate` takes three queries for each constraint. As there, a constraint on a
    field in `exclude` holds.
    """
    with transaction.atomic():
        for model in (*instance._meta.all_parents, type(instance)):
            rules = model._meta.constraints
            checks = [rule for rule in rules if isinstance(rule, CheckConstraint)]
            yield from _violated(model, instance, checks, exclude)


def _violated(
    model: type[models.Model],
    instance: models.Model,
    checks: Iterable[CheckConstraint],
    exclude: Collection[str] | None,
) -> list[CheckConstraint]:
    query = Query(None)  # as in Q.check()
    values = instance._get_field_expression_map(meta=model._meta, exclude=exclude)  # type: ignore[attr-defined]  # private
    for name, value in values.items():
        value = value if hasattr(value, "resolve_expression") else Value(value)
        query.add_annotation(value, name, select=False)
    applicable: list[CheckConstraint] = []
    for check in checks:
        holds = Coalesce(Q(check.condition), True, output_field=BooleanField())
        try:
            query.add_annotation(holds, f"_check_{len(applicable)}")
        except FieldError:
            continue  # a field that it names is excluded
        applicable.append(check)
    if not applicable:
        return []
    row = query.get_compiler(DEFAULT_DB_ALIAS).execute_sql(SINGLE)
    return [check for check, is_held in zip(applicable, row, strict=True) if not is_held]
