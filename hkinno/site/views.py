"""Pages for people: what this is, what an error means, and the two explorers of the API."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from hkinno.api.errors.exception_handler import method_not_allowed
from hkinno.api.errors.problem_details import problem_response
from hkinno.api.errors.problem_types import PROBLEM_TYPES

# A page loads nothing that is not ours. The explorers write styles into the page as they run;
# Redoc has its search in a worker made from a blob, and would fetch a logo from elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
EXPLORER_POLICY = POLICY.replace(
    "style-src 'self'", "worker-src blob:; style-src 'self' 'unsafe-inline'"
)


# Nothing is written here: without the exemption a POST would be told of cookies, not of methods.
@method_decorator(csrf_exempt, name="dispatch")
class Page(TemplateView):
    """A page that is read, and loads from this host alone."""

    http_method_names = ["get", "head", "options"]
    policy = POLICY

    def http_method_not_allowed(self, request: HttpRequest, *_args, **_kwargs) -> HttpResponse:
        return method_not_allowed(request, self._allowed_methods())

    def render_to_response(self, *args, **kwargs) -> HttpResponse:
        response = super().render_to_response(*args, **kwargs)
        response["Content-Security-Policy"] = self.policy
        return response


class Home(Page):
    """What this is, and where to go."""

    template_name = "site/home.html"


class ProblemPage(Page):
    """What an error means, in both languages."""

    template_name = "site/problem.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        if code not in PROBLEM_TYPES:
            return problem_response(request, "not-found")
        return super().get(request, code=code)

    def get_context_data(self, code: str) -> dict[str, Any]:
        known = PROBLEM_TYPES[code]
        texts = []
        for language, tag in (("zh-hant", "zh-Hant"), ("en", "en")):
            with override(language):
                texts.append((tag, str(known.title), str(known.explanation)))
        return {"code": code, "status": known.status, "texts": texts}


class SwaggerUI(Page):
    """The API to try out."""

    template_name = "site/docs.html"
    policy = EXPLORER_POLICY


class Redoc(Page):
    """The API to read."""

    template_name = "site/redoc.html"
    policy = EXPLORER_POLICY
