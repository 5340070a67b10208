"""The URLs of the project, and patents/ as one line in `hkinno/urls.py` would add them."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from hkinno import urls
from tests.patents.views import PatentViewSet

router = SimpleRouter(use_regex_path=False)
router.register("patents", PatentViewSet, "patents")

urlpatterns = [path("api/v1/", include(router.urls)), *urls.urlpatterns]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500
