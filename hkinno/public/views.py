"""What the API says about itself: its root, its words, its health."""

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from hkinno import __version__
from hkinno.api.errors import RETRY_AFTER
from hkinno.api.exporting import ExportedList
from hkinno.api.links import link
from hkinno.api.problems import Refusal
from hkinno.public import promises
from hkinno.public.readiness import missing
from hkinno.public.serializers import RootSerializer, StateSerializer, VocabularySerializer
from hkinno.public.vocabularies import VOCABULARIES
from hkinno.registry import revision
from hkinno.registry.vocabularies import Resource

LINKS = {
    "statements": "statements-list",
    "relations": "relations-list",
    "vocabularies": "vocabularies-list",
    "conflicts": "conflicts-list",
    "quality": "quality",
    "dump": "dump",
    "search": "search-list",
    "suggest": "suggest-list",
    "match": "match",
    "reconcile": "reconcile",
    "openapi": "schema",
    "swagger_ui": "docs",
    "redoc": "redoc",
}


class Root(APIView):
    """What this service is, and where everything is."""

    @extend_schema(
        operation_id="root", tags=["service"], summary="Start here", responses=RootSerializer
    )
    def get(self, request: Request) -> Response:
        resources = [
            {
                "resource": each.value,
                "label": {"zh-Hant": each.label_zh, "en": each.label},
                "url": link(request, f"{each.value}-list"),
            }
            for each in Resource
        ]
        state = revision.current()
        home = link(request, "api-root")
        about = {
            "name": promises.NAME,
            "version": "v1",
            "software": {"name": "hkinno", "version": __version__},
            "revision": state._asdict(),
            "licences": {
                "data": promises.DATA_LICENCE["name"],
                "code": promises.CODE_LICENCE,
            },
            "citation": promises.citation_of_all(home, state.number, timezone.now().date()),
            "contact": {
                "address": settings.CONTACT or None,
                "corrections": promises.REPORT,
                "removal": promises.REMOVAL,
            },
            "stability": {"stays": promises.STAYS, "may_change": promises.MAY_CHANGE},
            "resources": resources,
            "links": {key: link(request, name) for key, name in LINKS.items()},
        }
        return Response(RootSerializer(about).data)


class VocabularyViewSet(ExportedList, ListModelMixin, GenericViewSet):
    """The closed lists of words that the API uses, with labels in both languages."""

    queryset = VOCABULARIES
    serializer_class = VocabularySerializer
    filter_backends = []
    lookup_url_kwarg = "id"
    id_pattern = "^[a-z-]+$"

    def retrieve(self, request: Request, id: str) -> Response:
        for each in self.get_queryset():
            if each.name == id:
                return Response(self.get_serializer(each).data)
        raise Http404


class Healthz(APIView):
    """Whether the process answers. It asks nothing else, the database neither."""

    @extend_schema(
        operation_id="healthz", tags=["service"], summary="Is it alive?", responses=StateSerializer
    )
    def get(self, request: Request) -> Response:
        return Response({"status": "ok"})


class Readyz(APIView):
    """Whether requests can be answered: the database is there, up to date, and has data."""

    problems = ["not-ready"]

    @extend_schema(
        operation_id="readyz", tags=["service"], summary="Is it ready?", responses=StateSerializer
    )
    def get(self, request: Request) -> Response:
        if faults := missing():
            raise Refusal("not-ready", faults=faults, headers={"Retry-After": RETRY_AFTER})
        return Response({"status": "ready"})
