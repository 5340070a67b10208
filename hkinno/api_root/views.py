"""Views for the API root and for vocabularies."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from hkinno import __version__, legal
from hkinno.api.renderers.list_export import ListExportMixin
from hkinno.api.requests import reverse_absolute
from hkinno.api_root.serializers import RootSerializer, VocabularySerializer
from hkinno.registry import revision
from hkinno.registry.models import resource_labels
from hkinno.registry.rest.vocabularies import VOCABULARIES

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
    """What this service is, with links to everything it offers."""

    @extend_schema(
        operation_id="root", tags=["service"], summary="Start here", responses=RootSerializer
    )
    def get(self, request: Request) -> Response:
        resources = [
            {
                "resource": resource,
                "label": {"zh-Hant": label.label_zh, "en": label.label},
                "url": reverse_absolute(request, f"{resource}-list"),
            }
            for resource, label in resource_labels().items()
        ]
        state = revision.current()
        home = reverse_absolute(request, "api-root")
        about = {
            "name": legal.NAME,
            "version": "v1",
            "software": {"name": "hkinno", "version": __version__},
            "revision": state._asdict(),
            "licences": {
                "data": legal.DATA_LICENCE["name"],
                "code": legal.CODE_LICENCE,
            },
            "citation": legal.citation_of_all(home, state.number, timezone.now().date()),
            "contact": {
                "address": settings.CONTACT or None,
                "corrections": legal.REPORT,
                "removal": legal.REMOVAL,
            },
            "stability": {"stays": legal.STAYS, "may_change": legal.MAY_CHANGE},
            "resources": resources,
            "links": {key: reverse_absolute(request, name) for key, name in LINKS.items()},
        }
        return Response(RootSerializer(about).data)


class VocabularyViewSet(ListExportMixin, ListModelMixin, GenericViewSet[Any]):
    """The closed lists of terms that the API uses, with labels in both languages."""

    queryset: Any = VOCABULARIES  # a list, which pages and exports accept as well
    serializer_class = VocabularySerializer
    filter_backends = []
    lookup_url_kwarg = "id"
    id_pattern = "^[a-z-]+$"

    def retrieve(self, request: Request, id: str) -> Response:
        for vocabulary in VOCABULARIES:
            if vocabulary.name == id:
                return Response(self.get_serializer(vocabulary).data)
        raise Http404
