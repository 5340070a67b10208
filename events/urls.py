"""events/"""

from rest_framework.routers import SimpleRouter

from events import views

router = SimpleRouter(use_regex_path=False)
router.register("events", views.EventViewSet, "events")

urlpatterns = router.urls
