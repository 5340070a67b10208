"""What spans all apps: the root of the API and its vocabularies."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from hkinno.public import reports, views
from hkinno.public.dump.views import Dump, DumpFile

router = SimpleRouter(use_regex_path=False)
router.register("conflicts", reports.ConflictViewSet, "conflicts")
router.register("vocabularies", views.VocabularyViewSet, "vocabularies")

urlpatterns = [
    path("", views.Root.as_view(), name="api-root"),
    path("dump/", Dump.as_view(), name="dump"),
    path("dump/<int:revision>/<str:name>", DumpFile.as_view(), name="dump-file"),
    path("quality/", reports.Quality.as_view(), name="quality"),
    *router.urls,
]
