"""Plain DRF: `ModelSerializer`, `PageNumberPagination`, django-filter, `icontains` to search."""

from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import include, path
from django_filters import CharFilter, DateFilter, FilterSet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.filters import OrderingFilter, SearchFilter
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.serializers import ModelSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from hkinno.registry.models import Record, Relation, Source, Statement
from labs.models import Institution, Lab

MAX_CANDIDATES = 5


class RecordSerializer(ModelSerializer):
    class Meta:
        model = Record
        fields = ["id", "resource", "name_zh", "name_en"]


class RelationSerializer(ModelSerializer):
    object = RecordSerializer()

    class Meta:
        model = Relation
        fields = ["role", "object", "title_zh", "title_en", "since", "until"]


class SourceSerializer(ModelSerializer):
    class Meta:
        model = Source
        fields = ["id", "resource", "name_zh", "name_en", "published"]


class StatementSerializer(ModelSerializer):
    source = SourceSerializer()

    class Meta:
        model = Statement
        fields = ["id", "source"]


class InstitutionSerializer(ModelSerializer):
    class Meta:
        model = Institution
        fields = ["id", "resource", "name_zh", "name_en"]


class LabSerializer(ModelSerializer):
    host = InstitutionSerializer()
    place = RecordSerializer()
    relations_out = RelationSerializer(many=True)
    statements = StatementSerializer(many=True)

    class Meta:
        model = Lab
        fields = """
            id resource name_zh name_en name_en_basis aliases summary_zh summary_en topics focus
            stage part_of place kind host established closed budget relations_out website
            external_ids statements merged_into created_at updated_at
        """.split()


class LabFilter(FilterSet):
    host = CharFilter("host_id")
    established__gte = DateFilter("established__endswith", "gt")

    class Meta:
        model = Lab
        fields = ["kind"]


class Pagination(PageNumberPagination):
    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100


class QueryFilter(SearchFilter):
    search_param = "q"


class LabViewSet(ReadOnlyModelViewSet):
    queryset = Lab.objects.filter(status="published").order_by("id")
    serializer_class = LabSerializer
    pagination_class = Pagination
    filter_backends = [DjangoFilterBackend, QueryFilter, OrderingFilter]
    filterset_class = LabFilter
    search_fields = ["name_zh", "name_en"]
    ordering_fields = ["id", "established"]

    def get_queryset(self):
        labs = super().get_queryset().select_related("host", "place")
        return labs.prefetch_related("relations_out__object", "statements__source")

    def list(self, request, *args, **kwargs):
        response = super().list(request, *args, **kwargs)
        if facets := request.query_params.get("facets"):
            labs = self.filter_queryset(self.get_queryset()).order_by()
            response.data["facets"] = {
                name: list(labs.values(name).annotate(count=Count("pk")).order_by("-count"))
                for name in facets.split(",")
            }
        return response


class MatchView(APIView):
    """Records with a text in one of their names: all that `icontains` can do to match it."""

    def post(self, request):
        return Response({"results": [self.match(item["text"]) for item in request.data["texts"]]})

    def match(self, text):
        records = Record.objects.filter(Q(name_zh__icontains=text) | Q(name_en__icontains=text))
        return {"candidates": RecordSerializer(records[:MAX_CANDIDATES], many=True).data}


router = SimpleRouter()
router.register("labs", LabViewSet)
urlpatterns = [
    path("api/v1/", include([*router.urls, path("match/", MatchView.as_view())])),
    path("healthz", lambda request: HttpResponse()),
]
