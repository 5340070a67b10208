"""HTML pages: a read-only view with a strict Content-Security-Policy."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from hkinno.api.errors.exception_handler import method_not_allowed

# Pages load nothing from other hosts.
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


# So that a POST is answered with 405 rather than with a missing CSRF cookie. No page accepts one.
@method_decorator(csrf_exempt, name="dispatch")
class Page(TemplateView):
    """A read-only page with a strict Content-Security-Policy."""

    http_method_names = ["get", "head", "options"]
    content_security_policy = CSP
    content_language = ""  # if it does not depend on the request

    def http_method_not_allowed(
        self, request: HttpRequest, *_args: Any, **_kwargs: Any
    ) -> HttpResponse:
        return method_not_allowed(request, [method.upper() for method in self.http_method_names])

    def render_to_response(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(*args, **kwargs)
        response["Content-Security-Policy"] = self.content_security_policy
        if self.content_language:
            response["Content-Language"] = self.content_language
        return response
