"""What the registry says of its own data: where sources disagree, and how good the data are."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from hkinno.api.fields import PartialDate, TextOrNull
from hkinno.api.filters.base import FieldFilterSet, FilterBackend
from hkinno.api.filters.choice import ChoiceFilters
from hkinno.api.renderers.list_export import ListExportMixin
from hkinno.registry.models import resource_choices, statement_properties
from hkinno.registry.rest.filters.reference import ReferenceFilters
from hkinno.registry.rest.serializers import BriefSerializer, StatementSerializer
from hkinno.reports.conflicts import SINGLE, Conflict, conflicts, contestable
from hkinno.reports.quality import quality


class ConflictSerializer(serializers.Serializer):
    """Statements on one property of one record that cannot all hold."""

    subject = BriefSerializer(help_text="The record on which they disagree.")
    property = serializers.ChoiceField(
        [(name, statement_properties()[name].label) for name in SINGLE],
        help_text="The property on which they disagree.",
    )
    preferred = serializers.CharField(
        allow_null=True,
        help_text="The id of the statement that counts; null if nothing decides.",
    )
    reason = TextOrNull(help_text="Why that one counts.")
    statements = StatementSerializer(many=True, help_text="Who says what, in which lines.")


class ConflictFilter(FieldFilterSet):
    """What conflicts are filtered by."""

    subject = ReferenceFilters("The record on which they disagree.", is_nullable=False)
    property = ChoiceFilters(
        {name: statement_properties()[name] for name in SINGLE},
        "The property on which they disagree.",
        is_nullable=False,
    )


class ConflictViewSet(ListExportMixin, ListModelMixin, GenericViewSet):
    """Stated values of one property that cannot both hold at dates that overlap."""

    queryset = contestable()
    serializer_class = ConflictSerializer
    filterset_class = ConflictFilter
    filter_backends = [FilterBackend]

    def filter_queryset(self, queryset: QuerySet) -> list[Conflict]:
        return conflicts(super().filter_queryset(queryset))


class ShareSerializer(serializers.Serializer):
    """A count, and which part of the whole it is."""

    count = serializers.IntegerField(min_value=0, help_text="How many.")
    share = serializers.FloatField(
        min_value=0, max_value=1, allow_null=True, help_text="Of all; null where there are none."
    )


class ModalitiesSerializer(serializers.Serializer):
    """Statements by modality."""

    total = serializers.IntegerField(min_value=0, help_text="How many in all.")
    stated = serializers.IntegerField(min_value=0, help_text="Stated as facts.")
    planned = serializers.IntegerField(min_value=0, help_text="Plans.")
    claimed = serializers.IntegerField(min_value=0, help_text="Claims of somebody.")
    proposed = serializers.IntegerField(min_value=0, help_text="Proposals.")


class PrecisionSerializer(serializers.Serializer):
    """The date columns of records: how exactly they are known."""

    exact = serializers.IntegerField(min_value=0, help_text="To the day.")
    partial = serializers.IntegerField(min_value=0, help_text="To a month, year or interval.")
    missing = serializers.IntegerField(min_value=0, help_text="Not at all.")


class QualitySerializer(serializers.Serializer):
    """How good the data of one resource are."""

    resource = serializers.ChoiceField(resource_choices(), help_text="The kind of record.")
    records = serializers.IntegerField(min_value=0, help_text="Published records.")
    named = serializers.IntegerField(
        min_value=0, help_text="Those that have names: all but awards, targets, observations."
    )
    with_both_names = ShareSerializer(help_text="Named in Chinese and in English.")
    with_official_english_name = ShareSerializer(help_text="With an official English name.")
    with_two_independent_sources = ShareSerializer(
        help_text="Named records with sources of two publishers or more; our notes count for none."
    )
    statements = ModalitiesSerializer(help_text="What is said of them.")
    dates = PrecisionSerializer(help_text="Their dates.")
    last_confirmed = PartialDate(help_text="The latest date of a source that speaks of one.")


class QualityListSerializer(serializers.Serializer):
    """How good the data are, a row a resource."""

    results = QualitySerializer(many=True, help_text="One row a resource.")


class Quality(APIView):
    """How good the data are: names, sources, modalities, dates, confirmation, by resource."""

    @extend_schema(
        operation_id="quality",
        tags=["service"],
        summary="How good the data are",
        responses=QualityListSerializer,
    )
    def get(self, request: Request) -> Response:
        return Response(QualityListSerializer({"results": quality()}).data)
