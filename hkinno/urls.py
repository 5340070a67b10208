"""Every address that hkinno serves."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps import views as sitemaps
from django.urls import include, path, re_path

from hkinno.mcp_server.views import MCPView
from hkinno.openapi.views import Document, ExplorerDocument
from hkinno.service.metrics.views import metrics
from hkinno.service.views import Healthz, Readyz
from hkinno.site import views as site
from hkinno.site.pages.draft_preview import PreviewPage
from hkinno.site.sitemaps import SITEMAPS

SECTION = "django.contrib.sitemaps.views.sitemap"  # the name that the index looks up

api = [
    path("", include("hkinno.api_root.urls")),  # (the root) vocabularies/ conflicts/ quality/
    path("", include("labs.urls")),  # institutions/ labs/ facilities/ people/
    path("", include("programmes.urls")),  # programmes/ awards/ targets/ indicators/ observations/
    path("", include("events.urls")),  # events/
    path("", include("hkinno.registry.urls")),  # places/ sources/ statements/ relations/
]

urlpatterns = [
    path("", site.Entry.as_view(pattern_name="home"), name="start"),
    path("api/v1/", include(api)),
    path("api/schema/", Document.as_view(), name="schema"),
    path("api/", site.APIEntry.as_view()),
    re_path("^docs/?$", site.Entry.as_view(pattern_name="docs")),
    path("api/docs/", site.SwaggerUI.as_view(), name="docs"),
    path("api/docs/openapi.json", ExplorerDocument.as_view(), name="explorer-document"),
    path("api/redoc/", site.Redoc.as_view(), name="redoc"),
    path("problems/<slug:code>/", site.ProblemPage.as_view(), name="problem"),
    path(".well-known/security.txt", site.SecurityTxt.as_view(), name="security-txt"),
    path("mcp/", MCPView.as_view(), name="mcp"),
    path("robots.txt", site.TextFile.as_view(template_name="site/robots.txt"), name="robots"),
    path("llms.txt", site.TextFile.as_view(template_name="site/llms.txt"), name="llms"),
    path("favicon.ico", site.Favicon.as_view(), name="favicon"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": SITEMAPS}, name="sitemap-index"),
    path("sitemap-<section>.xml", sitemaps.sitemap, {"sitemaps": SITEMAPS}, name=SECTION),
    path("admin/preview/<str:language>/<slug:id>/", PreviewPage.as_view(), name="record-preview"),
    path("admin/", admin.site.urls),
    path("healthz", Healthz.as_view(), name="healthz"),
    path("readyz", Readyz.as_view(), name="readyz"),
    path("metrics", metrics, name="metrics"),
    *i18n_patterns(path("", include("hkinno.site.urls"))),  # /en/… and /zh-hant/…
]

handler400 = "hkinno.api.errors.exception_handler.bad_request"
handler404 = "hkinno.api.errors.exception_handler.not_found"
handler500 = "hkinno.api.errors.exception_handler.server_error"
