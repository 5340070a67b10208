"""URLs that belong to no single app: the API root, search, matching, reports and dumps."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from hkinno.api_root import views
from hkinno.dumps.views import DumpFileView, DumpView
from hkinno.global_search import search, suggest
from hkinno.matching.views import MatchView
from hkinno.reports import views as reports

router = SimpleRouter(use_regex_path=False)
router.register("conflicts", reports.ConflictViewSet, "conflicts")
router.register("search", search.SearchViewSet, "search")
router.register("suggest", suggest.SuggestViewSet, "suggest")
router.register("vocabularies", views.VocabularyViewSet, "vocabularies")

urlpatterns = [
    path("", views.Root.as_view(), name="api-root"),
    path("dump/", DumpView.as_view(), name="dump"),
    path("dump/<int:revision>/<str:name>", DumpFileView.as_view(), name="dump-file"),
    path("match/", MatchView.as_view(), name="match"),
    path("reconcile/", include("hkinno.matching.reconcile.urls")),
    path("quality/", reports.QualityView.as_view(), name="quality"),
    *router.urls,
]
