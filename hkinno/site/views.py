"""HTML pages: home, problem types, Swagger UI and Redoc."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override

from hkinno.api.errors.problem_details import problem_response
from hkinno.api.errors.problem_types import PROBLEM_TYPES
from hkinno.api.page_view import CSP, Page

# Swagger UI and Redoc need inline styles, and Redoc a worker made from a blob for its search.
EXPLORER_CSP = CSP.replace("style-src 'self'", "worker-src blob:; style-src 'self' 'unsafe-inline'")


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
