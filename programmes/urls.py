"""programmes/ awards/ targets/ indicators/ observations/"""

from rest_framework.routers import SimpleRouter

from programmes import views

router = SimpleRouter(use_regex_path=False)
router.register("programmes", views.ProgrammeViewSet, "programmes")
router.register("awards", views.AwardViewSet, "awards")
router.register("targets", views.TargetViewSet, "targets")
router.register("indicators", views.IndicatorViewSet, "indicators")
router.register("observations", views.ObservationViewSet, "observations")

urlpatterns = router.urls
