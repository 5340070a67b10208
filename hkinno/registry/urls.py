"""places/ sources/ statements/ relations/"""

from rest_framework.routers import SimpleRouter

from hkinno.registry.rest import evidence_viewsets, record_viewsets

router = SimpleRouter(use_regex_path=False)
router.register("places", record_viewsets.PlaceViewSet, "places")
router.register("sources", record_viewsets.SourceViewSet, "sources")
router.register("statements", evidence_viewsets.StatementViewSet, "statements")
router.register("relations", evidence_viewsets.RelationViewSet, "relations")

urlpatterns = router.urls
