"""HTML pages: home, problem types, Swagger UI and Redoc."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from hkinno.api.errors.exception_handler import method_not_allowed
from hkinno.api.errors.problem_details import problem_response
from hkinno.api.errors.problem_types import PROBLEM_TYPES

# Pages load nothing from other hosts. Swagger UI and Redoc need inline styles, and Redoc a worker
# made from a blob for its search.
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
EXPLORER_CSP = CSP.replace("style-src 'self'", "worker-src blob:; style-src 'self' 'unsafe-inline'")


# So that a POST is answered with 405 rather than with a missing CSRF cookie. No page accepts one.
@method_decorator(csrf_exempt, name="dispatch")
class Page(TemplateView):
    """A read-only page with a strict Content-Security-Policy."""

    http_method_names = ["get", "head", "options"]
    content_security_policy = CSP

    def http_method_not_allowed(
        self, request: HttpRequest, *_args: Any, **_kwargs: Any
    ) -> HttpResponse:
        return method_not_allowed(request, [method.upper() for method in self.http_method_names])

    def render_to_response(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(*args, **kwargs)
        response["Content-Security-Policy"] = self.content_security_policy
        return response


class Home(Page):
    """An introduction, with links."""

    template_name = "site/home.html"


class ProblemPage(Page):
    """The explanation of a problem type, in both languages."""

    template_name = "site/problem.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        if code not in PROBLEM_TYPES:
            return problem_response(request, "not-found")
        return super().get(request, code=code)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = kwargs["code"]
        problem_type = PROBLEM_TYPES[code]
        texts = []
        for language, tag in (("zh-hant", "zh-Hant"), ("en", "en")):
            with override(language):
                texts.append((tag, str(problem_type.title), str(problem_type.explanation)))
        return {"code": code, "status": problem_type.status, "texts": texts}


class SwaggerUI(Page):
    """The OpenAPI document in Swagger UI."""

    template_name = "site/docs.html"
    content_security_policy = EXPLORER_CSP


class Redoc(Page):
    """The OpenAPI document in Redoc."""

    template_name = "site/redoc.html"
    content_security_policy = EXPLORER_CSP
