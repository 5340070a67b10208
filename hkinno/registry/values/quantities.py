"""Quantities: a decimal with its unit, its qualifier, and how the unit is known.

`{"value": "2800000000", "max": null, "unit": "HKD", "unit_basis": "inferred", "qualifier": "over",
"magnitude": null}`. Decimals are strings, never floats. `max` is the upper end of a range. 數十億
is `several` with value null and magnitude 1000000000. The unit is null if it is unknown.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import BooleanField, F, Func, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hkinno.registry.values.units import Unit
from hkinno.registry.vocabularies.bilingual_choices import BilingualChoices

KEYS = ("value", "max", "unit", "unit_basis", "qualifier", "magnitude")
DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{0,5}[1-9])?", re.ASCII)


class Qualifier(BilingualChoices):
    EXACT = "exact", "正好", "Exactly"
    OVER = "over", "超過", "Over"
    NEARLY = "nearly", "近", "Nearly"
    ABOUT = "about", "約", "About"
    AT_LEAST = "at-least", "至少", "At least"
    UP_TO = "up-to", "最多", "Up to"
    SEVERAL = "several", "數個", "Several"


class UnitBasis(BilingualChoices):
    PRINTED = "printed", "原文所印", "As printed"
    INFERRED = "inferred", "推斷", "Inferred"


class QuantityError(ValueError):
    """A value that is no quantity."""


def quantity(raw: object) -> dict[str, Any]:
    """The full form of a quantity; keys left out take their defaults.

    Raises QuantityError with what is wrong.
    """
    if not isinstance(raw, dict):
        raise QuantityError(_("a quantity is an object with value, unit and qualifier"))
    if unknown := sorted(set(raw) - set(KEYS)):
        raise QuantityError(_("a quantity has no %(keys)s") % {"keys": ", ".join(unknown)})
    full = {"value": None, "max": None, "unit": None, "qualifier": "exact", "magnitude": None} | raw
    full.setdefault("unit_basis", "printed" if full["unit"] else None)
    for problem in _problems(full):
        raise QuantityError(problem)
    return {key: full[key] for key in KEYS}


def _problems(full: dict[str, Any]) -> Iterator[str]:
    for key in ("value", "max", "magnitude"):
        if full[key] is not None and not (
            isinstance(full[key], str) and DECIMAL.fullmatch(full[key])
        ):
            yield _("%(key)s %(value)r is not a decimal in its shortest form, as text") % {
                "key": key,
                "value": full[key],
            }
    if full["qualifier"] not in Qualifier.values:
        yield _("%(qualifier)r is not a qualifier: %(allowed)s") % {
            "qualifier": full["qualifier"],
            "allowed": ", ".join(Qualifier.values),
        }
    if full["unit"] is not None and full["unit"] not in Unit.values:
        yield _("%(unit)r is not a unit; use one of %(allowed)s") % {
            "unit": full["unit"],
            "allowed": ", ".join(Unit.values),
        }
    if full["unit_basis"] not in ((None,) if full["unit"] is None else UnitBasis.values):
        yield _("unit_basis is printed or inferred where there is a unit, null where there is none")
    yield from _disagreements(full)


def _disagreements(full: dict[str, Any]) -> Iterator[str]:
    is_several = full["qualifier"] == Qualifier.SEVERAL
    if is_several != (full["value"] is None) or is_several != (full["magnitude"] is not None):
        yield _("several has a magnitude and no value; every other qualifier a value alone")
    if full["max"] is not None and (
        full["value"] is None or Decimal(full["max"]) <= Decimal(full["value"])
    ):
        yield _("max is the upper end of a range, more than value")


class QuantityField(models.JSONField):
    """A quantity: a dict in Python and JSON, `jsonb` in the database, its form held there."""

    description = gettext_lazy("Quantity")

    def to_python(self, value: Any) -> dict[str, Any] | None:
        value = super().to_python(value)
        if value is None:
            return None
        try:
            return quantity(value)
        except QuantityError as error:
            raise ValidationError(str(error), code="invalid_quantity") from error

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return super().clean(self.to_python(value), model_instance)


def is_quantity(model: str, field: str) -> models.CheckConstraint:
    """The constraint `MODEL_FIELD_is_a_quantity`, with the units that are known."""
    return models.CheckConstraint(
        name=f"{model}_{field}_is_a_quantity",
        condition=Func(
            F(field),
            Value(" ".join(Unit.values)),
            function="public.registry_is_quantity",
            output_field=BooleanField(),
        ),
        violation_error_message=f"{field} is not a quantity.",
    )
