"""places/ sources/ statements/ relations/"""

from rest_framework.routers import SimpleRouter

from hkinno.registry import views

router = SimpleRouter(use_regex_path=False)
router.register("places", views.PlaceViewSet, "places")
router.register("sources", views.SourceViewSet, "sources")
router.register("statements", views.StatementViewSet, "statements")
router.register("relations", views.RelationViewSet, "relations")

urlpatterns = router.urls
