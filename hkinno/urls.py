"""Every address that hkinno serves."""

from django.contrib import admin
from django.urls import include, path

from hkinno.public import document, pages, views

api = [
    path("", include("hkinno.public.urls")),  # (the root) vocabularies/ conflicts/ quality/
    path("", include("labs.urls")),  # institutions/ labs/ facilities/ people/
    path("", include("programmes.urls")),  # programmes/ awards/ targets/ indicators/ observations/
    path("", include("events.urls")),  # events/
    path("", include("hkinno.registry.urls")),  # places/ sources/ statements/ relations/
]

urlpatterns = [
    path("", pages.Home.as_view(), name="home"),
    path("api/v1/", include(api)),
    path("api/schema/", document.Document.as_view(), name="schema"),
    path("api/docs/", pages.SwaggerUI.as_view(), name="docs"),
    path("api/redoc/", pages.Redoc.as_view(), name="redoc"),
    path("problems/<slug:code>/", pages.ProblemPage.as_view(), name="problem"),
    path("admin/", admin.site.urls),
    path("healthz", views.Healthz.as_view(), name="healthz"),
    path("readyz", views.Readyz.as_view(), name="readyz"),
]

handler400 = "hkinno.api.errors.bad_request"
handler404 = "hkinno.api.errors.not_found"
handler500 = "hkinno.api.errors.server_error"
