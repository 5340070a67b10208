"""institutions/ labs/ facilities/ people/"""

from rest_framework.routers import SimpleRouter

from labs import views

router = SimpleRouter(use_regex_path=False)
router.register("institutions", views.InstitutionViewSet, "institutions")
router.register("labs", views.LabViewSet, "labs")
router.register("facilities", views.FacilityViewSet, "facilities")
router.register("people", views.PersonViewSet, "people")

urlpatterns = router.urls
