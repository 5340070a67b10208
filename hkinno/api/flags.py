"""Query parameters that switch something on."""

from typing import Any

from rest_framework.request import Request

from hkinno.api.errors.field_errors import invalid_choice
from hkinno.api.errors.problem_details import invalid_parameters

FLAG_VALUES = {"1": True, "true": True, "0": False, "false": False}


def flag_parameter(name: str, description: str) -> dict[str, Any]:
    """The parameter in the OpenAPI document."""
    schema = {"type": "string", "enum": list(FLAG_VALUES), "default": "0"}
    return {
        "name": name,
        "in": "query",
        "description": description,
        "schema": schema,
        "example": "1",
    }


def read_flag(request: Request, name: str) -> bool:
    """Whether the parameter is on. Raises ProblemException if it is neither on nor off."""
    text = request.query_params.get(name, "0")
    if text not in FLAG_VALUES:
        raise invalid_parameters([invalid_choice(name, text, FLAG_VALUES)])
    return FLAG_VALUES[text]
