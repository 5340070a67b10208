"""Pages in both languages at once, and small files: problem types, Swagger UI and Redoc."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.translation import override
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView, TemplateView

from hkinno.api.errors.problem_details import problem_response
from hkinno.api.errors.problem_types import PROBLEM_TYPES
from hkinno.api.middleware import DATA_LANGUAGES
from hkinno.api.page_view import CSP, Page
from hkinno.api.requests import absolute_url, reverse_absolute
from hkinno.registry.models import resource_labels

SECURITY_TXT_LIFETIME = timedelta(days=180)  # RFC 9116 recommends less than a year
# Redoc searches in a worker made from a blob. It adds two style elements: an empty one, whose rules
# it inserts by script, and one with fixed text.
REDOC_STYLES = (
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' "
    "'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='"
)
REDOC_CSP = f"{CSP}; worker-src blob:".replace(
    "style-src 'self'", f"style-src 'self' {REDOC_STYLES}"
)


class ProblemPage(Page):
    """The explanation of a problem type, in both languages."""

    template_name = "site/problem.html"
    content_language = DATA_LANGUAGES

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


class SecurityTxt(View):
    """Where to report a vulnerability (RFC 9116): `CONTACT`; 404 if it is not set."""

    def get(self, request: HttpRequest) -> HttpResponse:
        contact = settings.CONTACT
        if not contact:
            return problem_response(request, "not-found")
        expires = datetime.combine(timezone.now().date() + SECURITY_TXT_LIFETIME, time(), UTC)
        lines = [
            f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
            f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
            f"Canonical: {reverse_absolute(request, 'security-txt')}",
            "Preferred-Languages: en, zh-Hant",
        ]
        return HttpResponse("\n".join([*lines, ""]), "text/plain; charset=utf-8")


@method_decorator(csrf_exempt, name="dispatch")
class Entry(RedirectView):
    """A redirect to a page from an address that visitors try."""

    http_method_names = Page.http_method_names
    http_method_not_allowed = Page.http_method_not_allowed


class APIEntry(Entry):
    """`/api/`: the explorer for browsers, the root of the API for programs."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        preferred = request.get_preferred_type(["application/json", "text/html"])
        self.pattern_name = "docs" if preferred == "text/html" else "api-root"
        response = super().get(request, *args, **kwargs)
        patch_vary_headers(response, ["Accept"])
        return response


class TextFile(TemplateView):
    """A text for programs that visit the site."""

    content_type = "text/plain; charset=utf-8"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "origin": absolute_url(self.request, "/")[:-1],
            "resources": resource_labels(),
        }


class Favicon(Entry):
    """Browsers ask for this address whatever a page says."""

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        return static("site/icon.svg")


class SwaggerUI(Page):
    """The OpenAPI document in Swagger UI."""

    template_name = "site/docs.html"
    content_language = "en"


class Redoc(Page):
    """The OpenAPI document in Redoc."""

    template_name = "site/redoc.html"
    content_language = "en"
    content_security_policy = REDOC_CSP
