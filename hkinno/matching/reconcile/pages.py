"""A record for people: a small page for a frame, and the way to the record itself."""

from abc import abstractmethod
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from hkinno.api.absolute_urls import reverse_absolute
from hkinno.api.errors.problem_details import problem_response
from hkinno.global_search.disambiguation import hints
from hkinno.matching.query_hints import MATCHED
from hkinno.registry.models import GoneRecord, Record
from hkinno.site.views import POLICY, Page

MOST_ALIASES = 6


class RecordPage(Page):
    """Something about one record; a draft is nobody's business, and neither is a nameless one."""

    def get(self, request: HttpRequest, id: str) -> HttpResponse:
        found = Record.objects.published().filter(pk=id, resource__in=list(MATCHED)).first()
        if found is None:
            is_gone = GoneRecord.objects.filter(pk=id).exists()
            return problem_response(request, "gone" if is_gone else "not-found")
        return self.shown(found)

    @abstractmethod
    def shown(self, record: Record) -> HttpResponse:
        """What is shown of the record."""


class View(RecordPage):
    """Leads to the address of a record, which says its resource; a duplicate leads further."""

    def shown(self, record: Record) -> HttpResponse:
        return HttpResponseRedirect(
            reverse_absolute(self.request, f"{record.resource}-detail", record.pk)
        )


class Preview(RecordPage):
    """A record in a few lines, to be framed by any page; it holds no script and no form."""

    template_name = "site/preview.html"
    policy = POLICY.replace("script-src 'self'; ", "").replace(
        "frame-ancestors 'none'", "frame-ancestors *"
    )

    def shown(self, record: Record) -> HttpResponse:
        response = self.render_to_response(self.context(record))
        response.xframe_options_exempt = True
        return response

    def context(self, record: Record) -> dict[str, Any]:
        """What the page says: all of it is text, and escaped."""
        hint_zh, hint_en = hints([record]).get(record.pk, ("", ""))
        return {
            "record": record,
            "hint_zh": hint_zh,
            "hint_en": hint_en,
            "aliases": [alias["value"] for alias in record.aliases[:MOST_ALIASES]],
            "url": reverse_absolute(self.request, f"{record.resource}-detail", record.pk),
        }
