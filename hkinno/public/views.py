"""What the API says about itself: its root, its words, its health."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet

from hkinno.api.errors import RETRY_AFTER
from hkinno.api.links import link
from hkinno.api.pagination import Pages
from hkinno.api.problems import Refusal
from hkinno.public.readiness import missing
from hkinno.public.serializers import RootSerializer, StateSerializer, VocabularySerializer
from hkinno.public.vocabularies import VOCABULARIES
from hkinno.registry.vocabularies import Resource

NAME = {
    "zh-Hant": "香港創新科技開放註冊庫",
    "en": "An open registry of Hong Kong's innovation and technology",
}
LINKS = {
    "statements": "statements-list",
    "relations": "relations-list",
    "vocabularies": "vocabularies-list",
    "conflicts": "conflicts-list",
    "quality": "quality",
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
        about = {
            "name": NAME,
            "version": "v1",
            "licences": {"data": "CC0-1.0", "code": "Apache-2.0"},
            "resources": resources,
            "links": {key: link(request, name) for key, name in LINKS.items()},
        }
        return Response(about)


class VocabularyViewSet(ViewSet):
    """The closed lists of words that the API uses, with labels in both languages."""

    serializer_class = VocabularySerializer
    pagination_class = Pages
    filter_backends = []
    lookup_url_kwarg = "id"
    id_pattern = "^[a-z-]+$"

    @extend_schema(responses=VocabularySerializer(many=True))
    def list(self, request: Request) -> Response:
        pages = Pages()
        page = pages.paginate_queryset(VOCABULARIES, request)
        context = {"request": request}
        return pages.get_paginated_response(
            VocabularySerializer(page, many=True, context=context).data
        )

    @extend_schema(responses=VocabularySerializer)
    def retrieve(self, request: Request, id: str) -> Response:
        for each in VOCABULARIES:
            if each.name == id:
                return Response(VocabularySerializer(each, context={"request": request}).data)
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
