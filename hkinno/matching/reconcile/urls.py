"""URLs of the reconciliation service."""

from django.urls import path

from hkinno.matching.reconcile import flyout_views, record_pages, suggest_views, views

urlpatterns = [
    path("", views.ReconcileView.as_view(), name="reconcile"),
    path("suggest/entity/", suggest_views.SuggestEntityView.as_view(), name="reconcile-entity"),
    path(
        "suggest/property/", suggest_views.SuggestPropertyView.as_view(), name="reconcile-property"
    ),
    path("suggest/type/", suggest_views.SuggestTypeView.as_view(), name="reconcile-type"),
    path("flyout/entity/", flyout_views.FlyoutEntityView.as_view(), name="reconcile-flyout-entity"),
    path(
        "flyout/property/",
        flyout_views.FlyoutPropertyView.as_view(),
        name="reconcile-flyout-property",
    ),
    path("flyout/type/", flyout_views.FlyoutTypeView.as_view(), name="reconcile-flyout-type"),
    path("properties/", suggest_views.PropertiesView.as_view(), name="reconcile-properties"),
    path("preview/<slug:id>/", record_pages.PreviewPage.as_view(), name="reconcile-preview"),
    path("view/<slug:id>/", record_pages.RecordRedirect.as_view(), name="reconcile-view"),
]
