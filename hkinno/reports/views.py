"""API views for conflicts between statements and for data quality."""

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

import orjson
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from hkinno.api.fields import TextOrNull
from hkinno.api.filters.base import FieldFilterSet, FilterBackend
from hkinno.api.filters.choice import ChoiceFilters
from hkinno.api.renderers.base import ExportRenderer
from hkinno.api.renderers.list_export import ListExportMixin
from hkinno.api.revision_cache import DATA_VERSION, get_or_compute
from hkinno.registry.models import Statement, resource_choices, statement_properties
from hkinno.registry.models.properties import property_choices
from hkinno.registry.rest.documents import snapshot
from hkinno.registry.rest.filters.reference import ReferenceFilters
from hkinno.registry.rest.serializers import BriefSerializer, PartialDate, StatementSerializer
from hkinno.registry.values.typed_values import add_typed_values
from hkinno.reports.conflict_index import ConflictList, all_conflicts
from hkinno.reports.conflicts import ConflictType
from hkinno.reports.quality import measure_quality


class StatementDocuments(serializers.ListSerializer[Any]):
    """Statements that the API has represented already."""

    child = StatementSerializer()

    def to_representation(self, statements: Any) -> list[Any]:
        return list(statements)


class ConflictSerializer(serializers.Serializer[Any]):
    """A value that does not follow from statements, or statements that contradict each other."""

    type = serializers.ChoiceField(
        ConflictType.choices,
        source="conflict.type",
        help_text="What is in conflict: statements with each other, or the value that the record "
        "shows with what follows from its statements.",
    )
    subject = BriefSerializer(help_text="The record that the statements are about.")
    property = serializers.ChoiceField(
        property_choices(),
        source="conflict.property",
        help_text="The property whose values differ.",
    )
    published = serializers.JSONField(
        source="conflict.published",
        help_text="The value that the record shows, for a role the relations; null if it shows "
        "none, or if only statements contradict each other.",
    )
    expected = serializers.JSONField(
        source="conflict.expected",
        help_text="What follows from the statements; null if nothing does.",
    )
    preferred = serializers.CharField(
        source="conflict.preferred",
        allow_null=True,
        help_text="The id of the statement with preferred rank; null if there is none.",
    )
    reason = TextOrNull(source="conflict.reason", help_text="Why it is preferred.")
    statements = StatementDocuments(help_text="The statements, with their sources and lines.")


class ConflictFilter(FieldFilterSet):
    """Filters for conflicts."""

    type = ChoiceFilters(ConflictType, "What is in conflict.", is_nullable=False)
    subject = ReferenceFilters("The record that the statements are about.", is_nullable=False)
    property = ChoiceFilters(
        statement_properties(), "The property whose values differ.", is_nullable=False
    )

    def filter_queryset(self, queryset: QuerySet[Statement]) -> ConflictList:
        """The conflicts of statements and of values, by subject, property and type."""
        conflicts = all_conflicts(getattr(self.request, DATA_VERSION, None))
        for name, values in self.form.cleaned_data.items():
            key = attrgetter("subject_id" if name.startswith("subject") else name.split("__")[0])
            conflicts = [conflict for conflict in conflicts if key(conflict) in values]
        return ConflictList(conflicts, self.request)


class ConflictViewSet(ListExportMixin, ListModelMixin, GenericViewSet[Statement]):
    """Contradicting statements, and published values that do not follow from statements."""

    queryset = Statement.objects.none()
    serializer_class = ConflictSerializer
    filterset_class = ConflictFilter
    filter_backends = [FilterBackend]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        if isinstance(request.accepted_renderer, ExportRenderer):
            return super().list(request, *args, **kwargs)
        with snapshot():
            return super().list(request, *args, **kwargs)

    def get_file_rows(self, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
        """The rows, with values of any type as JSON text."""
        for row in self.represent_rows(rows):
            values = {key: orjson.dumps(row[key]).decode() for key in ("published", "expected")}
            statements = [add_typed_values(statement) for statement in row["statements"]]
            yield row | values | {"statements": statements}


class ShareSerializer(serializers.Serializer[Any]):
    """A number of records and their share."""

    count = serializers.IntegerField(min_value=0, help_text="The number of records.")
    share = serializers.FloatField(
        min_value=0, max_value=1, allow_null=True, help_text="Their share; null if there are none."
    )


class ModalitiesSerializer(serializers.Serializer[Any]):
    """The number of statements by modality."""

    total = serializers.IntegerField(min_value=0, help_text="All statements.")
    stated = serializers.IntegerField(min_value=0, help_text="Stated as fact.")
    planned = serializers.IntegerField(min_value=0, help_text="Plans for the future.")
    claimed = serializers.IntegerField(min_value=0, help_text="Claims by somebody.")
    proposed = serializers.IntegerField(min_value=0, help_text="Proposals.")


class OverdueSerializer(serializers.Serializer[Any]):
    """The number of plans for a time that is past, without later evidence."""

    total = serializers.IntegerField(min_value=0, help_text="All of them.")
    not_reviewed = serializers.IntegerField(
        min_value=0, help_text="Those of which nobody has looked for what became of them."
    )


class ValueConflictsSerializer(serializers.Serializer[Any]):
    """The number of values that do not follow from statements: see `conflicts/`."""

    contradicted = serializers.IntegerField(min_value=0, help_text="Statements say otherwise.")
    unsupported = serializers.IntegerField(min_value=0, help_text="No statement says so.")


class PrecisionSerializer(serializers.Serializer[Any]):
    """The number of dates by precision."""

    exact = serializers.IntegerField(min_value=0, help_text="Known to the day.")
    partial = serializers.IntegerField(  # type: ignore[assignment]  # Serializer.partial is a flag
        min_value=0, help_text="Known to a month, year or interval."
    )
    missing = serializers.IntegerField(min_value=0, help_text="Unknown.")


class QualitySerializer(serializers.Serializer[Any]):
    """The data quality of one resource."""

    resource = serializers.ChoiceField(resource_choices(), help_text="The kind of record.")
    records = serializers.IntegerField(min_value=0, help_text="Published records.")
    named = serializers.IntegerField(
        min_value=0,
        help_text="Records that have names: all except awards, targets and observations.",
    )
    with_both_names = ShareSerializer(help_text="Records with a Chinese and an English name.")
    with_official_english_name = ShareSerializer(help_text="Records with an official English name.")
    with_two_independent_sources = ShareSerializer(
        help_text="Records with sources of two or more publishers, excluding editorial notes."
    )
    statements = ModalitiesSerializer(help_text="Statements about the records.")
    values = ValueConflictsSerializer(help_text="Values that do not follow from statements.")
    overdue = OverdueSerializer(help_text="Plans for a time that is past.")
    notes_with_facts = serializers.IntegerField(
        min_value=0,
        help_text="Statements whose notes hold numbers, dates or reports that they do not show.",
    )
    names_without_basis = serializers.IntegerField(
        min_value=0, help_text="Records with a name or alias that does not say who uses it."
    )
    relations_without_modality = serializers.IntegerField(
        min_value=0, help_text="Relations that do not say whether they are facts or plans."
    )
    dates = PrecisionSerializer(help_text="Dates of the records.")
    last_confirmed = PartialDate(help_text="The date of the latest cited source.")


class QualityListSerializer(serializers.Serializer[Any]):
    """The data quality of all resources."""

    results = QualitySerializer(many=True, help_text="One entry per resource.")


class QualityView(APIView):
    """Data quality by resource: names, sources, modalities, dates and confirmation."""

    @extend_schema(
        operation_id="quality",
        tags=["service"],
        summary="Get data quality",
        responses=QualityListSerializer,
    )
    def get(self, request: Request) -> Response:
        rows = get_or_compute(request, "quality", lambda: read_quality(request))
        return Response({"results": rows})


def read_quality(request: Request) -> list[Any]:
    """The data quality of all resources, of one state of the data."""
    with snapshot():
        state = getattr(request, DATA_VERSION, None)
        # What the serializer would return, in a tenth of its time.
        return measure_quality(all_conflicts(state), state)
