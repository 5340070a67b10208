"""The package of the generated client: its operations and their types."""

from inspect import signature
from typing import Any, get_args

import attrs
import pytest

pytestmark = pytest.mark.slow


def test_generator_has_no_warnings(generated):
    assert generated.warnings == []


def test_every_operation_can_be_called_synchronously_and_asynchronously(operations, generated):
    files = [file for file in generated.folder.glob("api/*/*.py") if file.stem != "__init__"]

    assert sorted((file.parent.name, file.stem) for file in files) == sorted(
        (tag, name) for name, tag in operations[1].items()
    )
    for module in generated.modules.values():
        assert callable(module.sync_detailed)
        assert callable(module.asyncio_detailed)


def test_every_parameter_has_a_type(generated):
    untyped = [
        (name, parameter.name)
        for name, module in generated.modules.items()
        for parameter in signature(module.sync_detailed).parameters.values()
        if Any in (parameter.annotation, *get_args(parameter.annotation))
    ]

    assert untyped == []


def test_every_field_except_values_of_any_property_has_a_type(models):
    untyped = [
        (name, field.name)
        for name in models.__all__
        if attrs.has(getattr(models, name))
        for field in attrs.fields(getattr(models, name))
        if "Any" in field.type.split(" | ")
    ]

    assert sorted(untyped) == [
        ("Conflict", "expected"),
        ("Conflict", "published"),
        ("FieldChange", "after"),
        ("FieldChange", "before"),
        ("Statement", "value"),
    ]
