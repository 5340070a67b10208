"""Strictness for views that take parameters of their own, or a body."""

from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from hkinno.api.errors.field_errors import parameter_error, repeated_parameter
from hkinno.api.errors.problem_details import invalid_parameters
from hkinno.api.negotiation import FORMAT


class OwnParameters(BasePermission):
    """Refuses parameters that are none of `parameters` of the view, and those given twice.

    With a body there are none but `format`: what is asked stands in the body.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        if request.method not in view.allowed_methods:
            return True  # that is what it will be told
        is_read = request.method in ("GET", "HEAD")
        known = [FORMAT, *(getattr(view, "parameters", ()) if is_read else ())]
        detail = _("Unknown query parameter “%(parameter)s”.")
        given = request.query_params
        faults = [
            *(
                parameter_error(name, "unknown-parameter", detail, known=known)
                for name in given
                if name not in known
            ),
            *(repeated_parameter(name) for name in known if len(given.getlist(name)) > 1),
        ]
        if faults:
            raise invalid_parameters(faults)
        return True
