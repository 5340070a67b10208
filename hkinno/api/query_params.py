"""Strictness: only parameters that are documented are known, and a typo is an error."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission

from hkinno.api.errors.field_errors import parameter_error, repeated_parameter
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.negotiation import FORMAT

if TYPE_CHECKING:  # views load this module, being permitted by it
    from rest_framework.request import Request
    from rest_framework.views import APIView


def is_list(view: APIView) -> bool:
    """Whether it answers a list, which alone is filtered, ordered and paged."""
    return getattr(view, "action", None) == "list"


def format_parameter(view: APIView) -> str:
    """The parameter by which a view lets the format be chosen."""
    return view.content_negotiation_class.parameter


def parameter_sources(view: APIView) -> list[type]:
    """What gives a list or a single row its parameters, beside filters and pages."""
    of_action = {"list": "list_parameter_classes", "retrieve": "detail_parameter_classes"}
    action = getattr(view, "action", None)
    return list(getattr(view, of_action[action], ())) if action in of_action else []


@cache
def known_parameters(view_class: type[APIView], action: str | None) -> frozenset[str]:
    """The parameters of a view: those that the OpenAPI document names, and no others."""
    view = view_class()
    view.action = action
    of_list = [*view.filter_backends, view.pagination_class] if is_list(view) else []
    documented = [
        part().get_schema_operation_parameters(view)
        for part in [*of_list, *parameter_sources(view)]
    ]
    return frozenset(parameter["name"] for part in documented for parameter in part)


READ_METHODS = ("GET", "HEAD")
# Where two values could only contradict each other.
SINGLE_VALUED = (FORMAT, "style", "page", "page_size", "cursor", "at", "q")


class AllowKnownParameters(BasePermission):
    """Refuses unknown parameters on every view; as a permission, so that no view can forget it."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if request.method not in READ_METHODS:
            return True
        known = known_parameters(type(view), getattr(view, "action", None)) | {
            format_parameter(view)
        }
        given = request.query_params
        unknown = [name for name in given if name not in known]
        twice = [name for name in SINGLE_VALUED if len(given.getlist(name)) > 1]
        if unknown or twice:
            detail = _("Unknown query parameter “%(parameter)s”.")
            raise invalid_parameters(
                [
                    *(
                        parameter_error(name, "unknown-parameter", detail, known=sorted(known))
                        for name in unknown
                    ),
                    *(repeated_parameter(name) for name in twice),
                ]
            )
        return True
