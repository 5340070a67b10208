"""The addresses of the reconciliation service."""

from django.urls import path

from hkinno.public.matching.reconcile import lists, pages, views

urlpatterns = [
    path("", views.Reconcile.as_view(), name="reconcile"),
    path("suggest/entity/", lists.SuggestEntity.as_view(), name="reconcile-entity"),
    path("suggest/property/", lists.SuggestProperty.as_view(), name="reconcile-property"),
    path("suggest/type/", lists.SuggestType.as_view(), name="reconcile-type"),
    path("properties/", lists.Properties.as_view(), name="reconcile-properties"),
    path("preview/<slug:id>/", pages.Preview.as_view(), name="reconcile-preview"),
    path("view/<slug:id>/", pages.View.as_view(), name="reconcile-view"),
]
