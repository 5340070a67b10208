"""Query parameters: only documented ones are accepted, and a misspelt one is an error."""

from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from hkinno.api.errors.field_errors import invalid_choice, parameter_error, repeated_parameter
from hkinno.api.errors.problem_details import invalid_parameters, raise_invalid_parameters
from hkinno.api.negotiation import FORMAT

FLAG_VALUES = {"1": True, "true": True, "0": False, "false": False}
FLAGS = {"bom", "coarse"}
READ_METHODS = ("GET", "HEAD")
SINGLE_VALUED = (FORMAT, "style", "page", "page_size", "cursor", "at", "q", "lang", *FLAGS)


def is_list(view: Any) -> bool:
    """Whether the view answers a list; only lists are filtered, ordered and paginated."""
    return getattr(view, "action", None) == "list"


def format_parameter(view: Any) -> str:
    """The name of the parameter that selects the format."""
    return str(view.content_negotiation_class.parameter)


def parameter_sources(view: Any) -> list[Any]:
    """Classes with further parameters of a list, its formats or a single row."""
    action = getattr(view, "action", "")
    attributes = {
        "list": ("list_parameter_classes", "list_renderer_classes"),
        "retrieve": ("detail_parameter_classes",),
    }
    return [
        source
        for name in attributes.get(action, (f"{action}_parameter_classes",))
        for source in getattr(view, name, ())
        if hasattr(source, "get_schema_operation_parameters")
    ]


@cache
def known_parameters(view_class: Any, action: str | None) -> frozenset[str]:
    """The parameters of a view, but for the format: exactly those of the OpenAPI document."""
    view = view_class()
    view.action = action
    sources = parameter_sources(view)
    if is_list(view):
        sources += [*view.filter_backends, view.pagination_class]
    return frozenset(
        parameter["name"]
        for source in sources
        for parameter in source().get_schema_operation_parameters(view)
    )


class AllowKnownParameters(BasePermission):
    """Refuses unknown parameters, and repeated single-valued ones, on every view.

    A permission, because no view can forget a default permission. Views without a list or detail
    action name their parameters in `query_parameters`. A request with a body has no parameters
    except the format. Methods that a view does not allow are left to the 405 response.

    Raises ProblemException (400, `invalid-parameter`).
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        params = request.query_params
        method = str(request.method)
        if not params or method == "OPTIONS" or method not in view.allowed_methods:
            return True
        known = {format_parameter(view)}
        declared = getattr(view, "query_parameters", ())
        if method in READ_METHODS:
            action = getattr(view, "action", None)
            known |= {*known_parameters(view.__class__, action), *declared}
        errors = [
            parameter_error(
                name,
                "unknown-parameter",
                _("Unknown query parameter “%(parameter)s”."),
                known=sorted(known),
            )
            for name in params
            if name not in known
        ]
        repeated = [name for name, values in params.lists() if len(values) > 1]
        single_valued = dict.fromkeys((*SINGLE_VALUED, *declared)) if repeated else {}
        errors += [repeated_parameter(name) for name in single_valued if name in repeated]
        if errors:
            raise_invalid_parameters(errors)
        for name in FLAGS & params.keys():
            read_flag(request, name)
        return True


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


def get_list_param(request: Request, name: str) -> list[str]:
    """The values of a comma-separated or repeated parameter; empty if it is absent."""
    values = request.query_params.getlist(name)
    return ",".join(values).split(",") if values else []
