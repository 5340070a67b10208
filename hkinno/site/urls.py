"""Pages for people, below `/en/` and `/zh-hant/`."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from hkinno.registry.models import record_models
from hkinno.site.pages import charts, compare, home, lists, records, reports
from hkinno.site.pages.base import LISTS


class ResourceConverter(StringConverter):
    """The name of a kind of record."""

    regex = "|".join(record_models())


class ListConverter(StringConverter):
    """The name of a list of the API."""

    regex = "|".join([*record_models(), *LISTS])


register_converter(ResourceConverter, "resource")
register_converter(ListConverter, "list")

urlpatterns = [
    path("", home.HomePage.as_view(), name="home"),
    path("search/", lists.SearchPage.as_view(), name="search"),
    path("compare/", compare.ComparePage.as_view(), name="compare"),
    path("conflicts/", reports.ConflictsPage.as_view(), name="conflicts"),
    path("quality/", reports.QualityPage.as_view(), name="data-quality"),
    path("about/", reports.AboutPage.as_view(), name="about"),
    path("developers/", reports.DevelopersPage.as_view(), name="developers"),
    path("charts/", charts.ChartsPage.as_view(), name="charts"),
    path("charts/timeline/", charts.TimelinePage.as_view(), name="timeline"),
    path("charts/funding/", charts.FundingPage.as_view(), name="funding"),
    path("charts/labs-by-host/", charts.LabsByHostPage.as_view(), name="labs-by-host"),
    path("charts/targets/", charts.TargetsPage.as_view(), name="targets"),
    path("charts/indicators/", charts.IndicatorsPage.as_view(), name="indicators-over-time"),
    path("charts/map/", charts.MapPage.as_view(), name="map"),
    path("charts/collaboration/", charts.CollaborationPage.as_view(), name="collaboration"),
    path("<list:resource>/", lists.ListPage.as_view(), name="list"),
    path("<resource:resource>/<slug:id>/", records.RecordPage.as_view(), name="record"),
    path(
        "<resource:resource>/<slug:id>/changes/",
        records.ChangesPage.as_view(),
        name="record-changes",
    ),
]
