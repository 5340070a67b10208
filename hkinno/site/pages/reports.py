"""Conflicts, data quality, and what the registry is."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hkinno.api.client import read
from hkinno.reports.conflicts import ConflictType
from hkinno.site.evidence import group_values
from hkinno.site.field_values import represent_sources
from hkinno.site.language import language_tag
from hkinno.site.pages.base import SitePage
from hkinno.site.pages.lists import list_context
from hkinno.site.pages.records import source_ids
from hkinno.site.references import complete_values


class ConflictsPage(SitePage):
    """Sources that disagree, with the words of each."""

    template_name = "site/conflicts.html"
    title = _("Conflicts between sources")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = list_context(self.request, "conflicts")
        conflicts = context["data"]["results"]
        statements = [row for conflict in conflicts for row in conflict["statements"]]
        complete_values(self.request, statements)
        for conflict in conflicts:
            kind: Any = next(kind for kind in ConflictType if kind.value == conflict["type"])
            conflict["label"] = kind.label_zh if language_tag() == "zh-Hant" else kind.label
            conflict["values"] = group_values([], conflict["statements"])
        sources = represent_sources(self.request, source_ids(statements))
        return super().get_context_data(**context, conflicts=conflicts, sources=sources)


class QualityPage(SitePage):
    """How complete and how well supported the data are."""

    template_name = "site/quality.html"
    title = _("Data quality")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = read(self.request, reverse("quality"))["results"]
        return super().get_context_data(rows=rows)


class RootPage(SitePage):
    """A text with the licences, the contact and the links of the API root."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(root=read(self.request, reverse("api-root")))


class AboutPage(RootPage):
    """Method, licence, reporting an error, removal of a person."""

    template_name = "site/about.html"
    title = _("About the registry")


class DevelopersPage(RootPage):
    """The API: explorer, recipes, clients."""

    template_name = "site/developers.html"
    title = _("For developers")
