"""Every address that hkinno serves."""

from django.contrib import admin
from django.urls import include, path, re_path

from hkinno.mcp_server.views import MCPView
from hkinno.openapi.views import Document, ExplorerDocument
from hkinno.service.metrics.views import metrics
from hkinno.service.views import Healthz, Readyz
from hkinno.site import views as site

api = [
    path("", include("hkinno.api_root.urls")),  # (the root) vocabularies/ conflicts/ quality/
    path("", include("labs.urls")),  # institutions/ labs/ facilities/ people/
    path("", include("programmes.urls")),  # programmes/ awards/ targets/ indicators/ observations/
    path("", include("events.urls")),  # events/
    path("", include("hkinno.registry.urls")),  # places/ sources/ statements/ relations/
]

urlpatterns = [
    path("", site.Home.as_view(), name="home"),
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
    path("admin/", admin.site.urls),
    path("healthz", Healthz.as_view(), name="healthz"),
    path("readyz", Readyz.as_view(), name="readyz"),
    path("metrics", metrics, name="metrics"),
]

handler400 = "hkinno.api.errors.exception_handler.bad_request"
handler404 = "hkinno.api.errors.exception_handler.not_found"
handler500 = "hkinno.api.errors.exception_handler.server_error"
