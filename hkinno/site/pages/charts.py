"""Charts that answer questions about the registry, each with the table behind it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hkinno.site.charts.collaboration import read_collaboration
from hkinno.site.charts.funding import read_funding
from hkinno.site.charts.indicators import read_series
from hkinno.site.charts.map import read_map
from hkinno.site.charts.matrix import read_matrix
from hkinno.site.charts.targets import read_targets
from hkinno.site.charts.timeline import read_timeline
from hkinno.site.pages.base import SitePage

# The charts: the name of their URL, their title, and the question that they answer.
CHARTS = [
    ("timeline", _("Timeline"), _("What happened when, and what is still planned?")),
    ("funding", _("Who funds what"), _("Which programmes have how much money, and from whom?")),
    ("labs-by-host", _("Laboratories by host and field"), _("Which institution works on what?")),
    ("targets", _("Promised and delivered"), _("What was promised, and by when?")),
    ("indicators-over-time", _("Indicators over time"), _("Which figures grew, and who says so?")),
    ("map", _("Map of places"), _("Where is what?")),
    ("collaboration", _("Collaboration"), _("Who works with whom?")),
]
TITLES = {name: title for name, title, _question in CHARTS}


class ChartsPage(SitePage):
    """The charts."""

    template_name = "site/charts/index.html"
    title = _("Charts")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(charts=CHARTS)


class TimelinePage(SitePage):
    template_name = "site/charts/timeline.html"
    title = TITLES["timeline"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filters = dict(self.request.GET.lists())
        return super().get_context_data(timeline=read_timeline(self.request, filters))


class FundingPage(SitePage):
    template_name = "site/charts/funding.html"
    title = TITLES["funding"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(currencies=read_funding(self.request))


class LabsByHostPage(SitePage):
    template_name = "site/charts/matrix.html"
    title = TITLES["labs-by-host"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(matrix=read_matrix(self.request))


class TargetsPage(SitePage):
    template_name = "site/charts/targets.html"
    title = TITLES["targets"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(years=read_targets(self.request, timezone.now().date()))


class IndicatorsPage(SitePage):
    template_name = "site/charts/indicators.html"
    title = TITLES["indicators-over-time"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(series=read_series(self.request))


class MapPage(SitePage):
    template_name = "site/charts/map.html"
    title = TITLES["map"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(map=read_map(self.request))


class CollaborationPage(SitePage):
    template_name = "site/charts/collaboration.html"
    title = TITLES["collaboration"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(circle=read_collaboration(self.request))
