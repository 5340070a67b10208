"""HTML pages of a record that reconciliation clients link to or embed."""

from abc import abstractmethod
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from hkinno.api.errors.problem_details import problem_response
from hkinno.api.middleware import DATA_LANGUAGES
from hkinno.api.page_view import CSP, Page
from hkinno.api.requests import reverse_absolute
from hkinno.global_search.disambiguation import hints
from hkinno.matching.candidate_filters import MATCHABLE_RESOURCES
from hkinno.matching.published_names import find_survivors
from hkinno.registry.models import Record, is_gone

MAX_ALIASES = 6
RECORD_PAGE = "record"  # the name of the URL


class RecordPage(Page):
    """A page about a published record that has a name; 404 or 410 for any other id.

    For a duplicate, it is about the record that it was merged into.
    """

    def get(self, request: HttpRequest, id: str) -> HttpResponse:
        survivors = find_survivors([id], MATCHABLE_RESOURCES)
        record = Record.objects.published().filter(pk=survivors.get(id)).first()
        if record is None:
            return problem_response(request, "gone" if is_gone(id) else "not-found")
        return self.respond(record)

    @abstractmethod
    def respond(self, record: Record) -> HttpResponse:
        """The response for the record."""


class RecordRedirect(RecordPage):
    """Redirects to the page of a record, whose URL needs the resource as well as the id."""

    def respond(self, record: Record) -> HttpResponse:
        return HttpResponseRedirect(page_url(self.request, record))


class PreviewPage(RecordPage):
    """A short description of a record, which any page may embed; without scripts and forms."""

    template_name = "site/preview.html"
    content_language = DATA_LANGUAGES
    content_security_policy = CSP.replace("script-src 'self'; ", "").replace(
        "frame-ancestors 'none'", "frame-ancestors *"
    )

    def respond(self, record: Record) -> HttpResponse:
        response = self.render_to_response(self.preview_context(record))
        response.xframe_options_exempt = True  # read by its middleware
        return response

    def preview_context(self, record: Record) -> dict[str, Any]:
        """The context of the template, which escapes all of it."""
        hint_zh, hint_en = hints([record]).get(record.pk, ("", ""))
        return {
            "record": record,
            "hint_zh": hint_zh,
            "hint_en": hint_en,
            "aliases": [alias["value"] for alias in record.aliases[:MAX_ALIASES]],
            "url": page_url(self.request, record),
        }


def page_url(request: HttpRequest, record: Record) -> str:
    """The URL of the page about a record that a person reads, in the language of the request."""
    return reverse_absolute(request, RECORD_PAGE, record.resource, record.pk)
