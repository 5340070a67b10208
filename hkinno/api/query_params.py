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
    """Refuses unknown parameters, and repeated single-valued ones, on every view.

    A permission, because no view can forget a default permission. Views without a list or detail
    action name their parameters in `query_parameters`. A request with a body has no parameters
    except the format. Methods that a view does not allow are left to the 405 response.

    Raises ProblemException (400, `invalid-parameter`).
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        if request.method == "OPTIONS" or request.method not in view.allowed_methods:
            return True
        known = {format_parameter(view)}
        declared = getattr(view, "query_parameters", ())
        if request.method in READ_METHODS:
            known |= {*known_parameters(type(view), getattr(view, "action", None)), *declared}
        given = request.query_params
        unknown = [name for name in given if name not in known]
        single_valued = dict.fromkeys((*SINGLE_VALUED, *declared))
        repeated = [name for name in single_valued if len(given.getlist(name)) > 1]
        if unknown or repeated:
            detail = _("Unknown query parameter “%(parameter)s”.")
            raise invalid_parameters(
                [
                    *(
                        parameter_error(name, "unknown-parameter", detail, known=sorted(known))
                        for name in unknown
                    ),
                    *map(repeated_parameter, repeated),
                ]
            )
        return True
