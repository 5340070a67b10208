import pytest
from django.core.exceptions import ValidationError

from hkinno.registry.values.quantities import QuantityError, QuantityField, quantity
from hkinno.registry.values.units import Unit

FULL = {
    "value": "5",
    "max": None,
    "unit": "HKD",
    "unit_basis": "printed",
    "qualifier": "exact",
    "magnitude": None,
}


@pytest.mark.parametrize(
    ("partial", "full"),
    [
        ({"value": "5", "unit": "HKD"}, FULL),
        ({"value": "5", "max": "6.5", "unit": "HKD"}, FULL | {"max": "6.5"}),
        ({"value": "5"}, FULL | {"unit": None, "unit_basis": None}),
        (
            {"qualifier": "several", "magnitude": "1000000000", "unit": "HKD"},
            FULL | {"value": None, "qualifier": "several", "magnitude": "1000000000"},
        ),
    ],
)
def test_quantity_is_completed(partial, full):
    assert quantity(partial) == full


@pytest.mark.parametrize(
    ("invalid_value", "problem"),
    [
        ("5", "a quantity is an object with value, unit and qualifier"),
        ({"value": "5", "Unit": "HKD"}, "a quantity has no Unit"),
        ({"value": 5}, "value 5 is not a decimal in its shortest form, as text"),
        ({"value": "5.0"}, "value '5.0' is not a decimal in its shortest form, as text"),
        ({"value": "NaN"}, "value 'NaN' is not a decimal in its shortest form, as text"),
        ({"value": "٥"}, "value '٥' is not a decimal in its shortest form, as text"),
        (
            FULL | {"unit": "cowries"},
            f"'cowries' is not a unit; use one of {', '.join(Unit.values)}",
        ),
        (
            FULL | {"unit": None},
            "unit_basis is printed or inferred where there is a unit, null where there is none",
        ),
        (
            FULL | {"value": None},
            "several has a magnitude and no value; every other qualifier a value alone",
        ),
        (FULL | {"max": "5"}, "max is the upper end of a range, more than value"),
    ],
)
def test_invalid_quantity_raises_quantity_error(invalid_value, problem):
    with pytest.raises(QuantityError) as error:
        quantity(invalid_value)

    assert str(error.value) == problem


def test_unknown_qualifier_is_reported_with_the_allowed_ones():
    with pytest.raises(QuantityError, match="'some' is not a qualifier: exact, over, nearly"):
        quantity(FULL | {"qualifier": "some"})


def test_range_of_several_is_rejected():
    several = FULL | {"value": None, "qualifier": "several", "magnitude": "10", "max": "20"}

    with pytest.raises(QuantityError, match="max is the upper end"):
        quantity(several)


def test_field_completes_valid_and_rejects_invalid_quantities():
    field = QuantityField(null=True, blank=True)

    assert field.clean({"value": "5", "unit": "HKD"}, None) == FULL
    assert field.clean(None, None) is None
    with pytest.raises(ValidationError) as error:
        field.clean({"value": 5}, None)
    assert error.value.code == "invalid_quantity"
