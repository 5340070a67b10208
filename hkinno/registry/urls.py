"""places/ sources/ statements/ relations/"""

from rest_framework.routers import SimpleRouter

from hkinno.registry import evidence_views, views

router = SimpleRouter(use_regex_path=False)
router.register("places", views.PlaceViewSet, "places")
router.register("sources", views.SourceViewSet, "sources")
router.register("statements", evidence_views.StatementViewSet, "statements")
router.register("relations", evidence_views.RelationViewSet, "relations")

urlpatterns = router.urls
