"""The addresses of the reconciliation service."""

from django.urls import path

from hkinno.matching.reconcile import pages, suggest_views, views

urlpatterns = [
    path("", views.Reconcile.as_view(), name="reconcile"),
    path("suggest/entity/", suggest_views.SuggestEntity.as_view(), name="reconcile-entity"),
    path("suggest/property/", suggest_views.SuggestProperty.as_view(), name="reconcile-property"),
    path("suggest/type/", suggest_views.SuggestType.as_view(), name="reconcile-type"),
    path("properties/", suggest_views.Properties.as_view(), name="reconcile-properties"),
    path("preview/<slug:id>/", pages.Preview.as_view(), name="reconcile-preview"),
    path("view/<slug:id>/", pages.View.as_view(), name="reconcile-view"),
]
